import type { PreflightFinding, PreflightRule } from "../../../shared/model/preflight.ts";
import { findingLimit } from "./request.ts";

/** Whether a violation may be put right by the agent, or needs a person. */
export function severityOf(rule: PreflightRule): PreflightFinding["severity"] {
  switch (rule) {
    case "author":
    case "secret":
    case "forbidden_name":
    case "unsafe_name":
    case "protected_path":
    case "symlink":
    case "mode":
      return "hard";
    case "scope":
    case "oversize":
    case "conflict_marker":
    case "submodule":
    case "check":
      return "recoverable";
  }
}

export type NewFinding = Omit<PreflightFinding, "severity" | "preview" | "fingerprint"> &
  Partial<Pick<PreflightFinding, "preview" | "fingerprint">>;

/** Findings as they come, the same one once, up to a limit. */
export class Findings {
  readonly #found = new Map<string, PreflightFinding>();
  truncated = false;

  /** True when there is room for no more. */
  get full(): boolean {
    return this.#found.size >= findingLimit;
  }

  add(finding: NewFinding): void {
    const { rule, path, line, place, detail, fingerprint = null, preview = null } = finding;
    const key = JSON.stringify([rule, path, fingerprint, place, fingerprint === null ? [line, detail] : null]);
    if (this.#found.has(key)) return;
    if (this.full) {
      this.truncated = true;
      return;
    }
    this.#found.set(key, { ...finding, severity: severityOf(rule), preview, fingerprint });
  }

  /** What a person must decide first, then as it was found. */
  list(): PreflightFinding[] {
    const all = [...this.#found.values()];
    return [...all.filter(({ severity }) => severity === "hard"), ...all.filter(({ severity }) => severity !== "hard")];
  }
}
