import { type FileName } from "../../workspace/file-name.ts";
import type { Change } from "./git/changes.ts";
import type { Findings } from "./findings.ts";
import { escapes, type NameRules, nameRules, unsafeName } from "./names.ts";
import type { NamedPath, PreflightRules } from "./request.ts";
import { findSecrets } from "./secrets/scan.ts";
import { fingerprintOf, maskHits, previewOf } from "./secrets/redact.ts";

const nothing = "000000";
const link = "120000";
const submodule = "160000";
const knownModes = new Set([nothing, "100644", "100755", link, submodule]);

/** Where a file's content was first seen. */
export interface FilePlace {
  commit: string | null;
  name: FileName;
  /** As it may be shown. */
  shown: string;
  isLink: boolean;
}

/** Judges names and modes of what commits change, and remembers which contents are still to be looked at. */
export class FileChecks {
  readonly #rules: PreflightRules;
  readonly #findings: Findings;
  readonly #names: NameRules;
  readonly #contract: ReadonlySet<string> | null;
  readonly #planned: ReadonlySet<string>;
  readonly #allowSecrets: ReadonlySet<string>;
  readonly #shown = new Map<string, string>();
  /** By id of the content. */
  readonly contents = new Map<string, FilePlace[]>();
  readonly #paths = new Set<string>();

  constructor(rules: PreflightRules, findings: Findings) {
    this.#rules = rules;
    this.#findings = findings;
    this.#names = nameRules(rules);
    this.#contract = rules.contract && new Set(rules.contract.files.map(nameKey));
    this.#planned = new Set([...rules.planned, ...(rules.contract?.files ?? [])].map(nameKey));
    this.#allowSecrets = new Set(rules.allowSecrets);
  }

  /** Paths that were touched. */
  get files(): number {
    return this.#paths.size;
  }

  isAllowed(path: string): boolean {
    return this.#names.isAllowed(path);
  }

  /** `ofJob`: keys of the paths that the job itself has changed by then; without it, none of these changes is the job's. */
  async look(commit: string | null, changes: readonly Change[], ofJob?: ReadonlySet<string>): Promise<void> {
    for (const change of changes) {
      const key = nameKey(change.name);
      const shown = this.#shown.get(key) ?? (await this.#lookAtName(commit, change.name));
      this.#shown.set(key, shown);
      this.#paths.add(key);
      this.#judge(commit, change, shown, ofJob?.has(key) === true);
      if (change.newMode === nothing || change.newMode === submodule) continue;
      const places = this.contents.get(change.newId) ?? [];
      const isLink = change.newMode === link;
      // The same content at many places is looked at once, for the first few of them.
      if (places.length < 20) places.push({ commit, name: change.name, shown, isLink });
      this.contents.set(change.newId, places);
    }
  }

  #judge(commit: string | null, change: Change, shown: string, isOfJob: boolean): void {
    const { name, newMode, oldMode } = change;
    const { path } = name;
    const add = (rule: "scope" | "protected_path" | "forbidden_name" | "mode" | "submodule", detail: string) =>
      this.#findings.add({ rule, commit, path: shown, line: null, place: "name", detail });
    const key = nameKey(name);
    if (isOfJob && this.#contract?.has(key) === false) add("scope", "not among the files that the approved plan names");
    if (!knownModes.has(newMode)) add("mode", `a file of a kind that git does not make (${newMode})`);
    if (this.#names.isAllowed(path)) return;
    if (this.#names.isProtected(path) && !this.#planned.has(key)) {
      add("protected_path", "changes what runs on other machines, or who must look at changes");
    }
    if (newMode === nothing) return;
    if (this.#names.isForbidden(path)) add("forbidden_name", "a file of this name holds secrets");
    if (newMode === submodule && oldMode !== submodule)
      add("submodule", "a new submodule: what is in it cannot be checked");
  }

  /** Returns the name as it may be shown: a secret may be in the name itself. */
  async #lookAtName(commit: string | null, name: FileName): Promise<string> {
    const { path } = name;
    const hits = await findSecrets(path, { path: "", isText: true });
    const refused = hits.filter(({ start, end }) => !this.allows(path.slice(start, end)));
    const shown = maskHits(path, refused).slice(0, 1_000);
    for (const { rule, start, end } of refused) {
      this.addSecret({ rule, secret: path.slice(start, end) }, { commit, path: shown, line: null, place: "name" });
    }
    const unsafe = unsafeName(path);
    if (unsafe !== undefined) {
      this.#findings.add({ rule: "unsafe_name", commit, path: shown, line: null, place: "name", detail: unsafe });
    }
    return shown;
  }

  /** Judges the target of a link that is now known. */
  lookAtTarget(place: FilePlace, target: string): void {
    if (!escapes(place.name.path, target)) return;
    const { commit, shown: path } = place;
    const detail = "a link that leads out of the repository, or into git's own directory";
    this.#findings.add({ rule: "symlink", commit, path, line: null, place: "target", detail });
  }

  lookAtSize(place: FilePlace, size: number): void {
    if (size <= this.#rules.maxFileBytes || this.#names.isAllowed(place.name.path)) return;
    const detail = `${size} bytes, more than ${this.#rules.maxFileBytes}: keep it in Git LFS, or out of the repository`;
    this.#findings.add({
      rule: "oversize",
      commit: place.commit,
      path: place.shown,
      line: null,
      place: "content",
      detail,
    });
  }

  allows(secret: string): boolean {
    return this.#allowSecrets.size > 0 && this.#allowSecrets.has(fingerprintOf(secret));
  }

  addSecret(
    { rule, secret }: { rule: string; secret: string },
    at: {
      commit: string | null;
      path: string | null;
      line: number | null;
      place: "content" | "message" | "identity" | "header" | "name" | "target";
    },
  ): void {
    if (this.#findings.full) {
      this.#findings.truncated = true;
      return;
    }
    const fingerprint = fingerprintOf(secret);
    if (this.#allowSecrets.has(fingerprint)) return;
    this.#findings.add({ rule: "secret", ...at, detail: rule, preview: previewOf(secret), fingerprint });
  }
}

/** No path that is a text can pass for one that is not, although both may look the same. */
export function nameKey({ path, raw }: NamedPath): string {
  return raw === undefined ? path : `\0${raw}`;
}
