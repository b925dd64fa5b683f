import type { PreflightReport } from "../../../shared/model/preflight.ts";
import { FileChecks, type FilePlace, nameKey } from "./check-files.ts";
import { ConflictMarkers } from "./conflict-markers.ts";
import { lineAt, type TextWindow, WindowCutter } from "./content.ts";
import { Findings } from "./findings.ts";
import { readChanges, readStaged } from "./git/changes.ts";
import type { CommitObject } from "./git/commit-object.ts";
import { type ObjectHead, type ObjectSink, readObjects } from "./git/objects.ts";
import { readCommitIds, readCommits, readNewObjects } from "./git/range.ts";
import { isLargeFilePointer } from "./large-file.ts";
import type { PreflightRequest } from "./request.ts";
import { findSecrets } from "./secrets/scan.ts";
import { PreflightUnable } from "./unable.ts";

/**
 * Looks at every object that the range brings: commits with their messages and authors, names, modes, links and contents.
 * Throws PreflightUnable where any of it could not be looked at; then nothing of it may be published. Meant for a worker
 * thread: it computes without a pause.
 */
export async function runPreflight(request: PreflightRequest): Promise<PreflightReport> {
  const startedAt = performance.now();
  const findings = new Findings();
  const files = new FileChecks(request.rules, findings);
  const { git, range, rules } = request;
  let commits: CommitObject[] = [];
  let bytes = 0;
  if (range.kind === "commits") {
    commits = await readCommits(git, range.head, range.exclude);
    for (const commit of commits) await checkCommit(commit, rules.author, files, findings);
    const { contract } = rules;
    const job = contract && {
      since: contract.since,
      commits: await readCommitIds(git, range.head, [...range.exclude, contract.since]),
    };
    await readChanges(git, commits, job ?? undefined, (commit, changes, ofJob) =>
      files.look(commit.id, changes, ofJob && new Set(ofJob.map(({ name }) => nameKey(name)))),
    );
    const objects = await readNewObjects(git, range.head, range.exclude);
    for (const { id } of commits) objects.delete(id);
    // What a commit brings that git takes for known, as a file that is brought back, is looked at all the same.
    for (const id of files.contents.keys()) objects.add(id);
    await readObjects(git, objects, (head) => {
      bytes += head.size;
      return sinkFor(head, files, findings);
    });
  } else {
    await files.look(null, await readStaged(git));
    await readObjects(git, files.contents.keys(), (head) => {
      bytes += head.size;
      return sinkFor(head, files, findings);
    });
  }
  return {
    commits: commits.length,
    files: files.files,
    bytes,
    durationMs: Math.round(performance.now() - startedAt),
    findings: findings.list(),
    truncated: findings.truncated,
  };
}

async function checkCommit(
  commit: CommitObject,
  author: { name: string; email: string } | null,
  files: FileChecks,
  findings: Findings,
): Promise<void> {
  if (author) {
    for (const role of ["author", "committer"] as const) {
      const { name, email } = commit[role];
      // Names are bytes here; the configured one is text.
      const isSame = name === latin1(author.name) && email === latin1(author.email);
      const detail = `the ${role} is not ${author.name} <${author.email}>`;
      if (!isSame)
        findings.add({ rule: "author", commit: commit.id, path: null, line: null, place: "identity", detail });
    }
  }
  const people = [commit.author, commit.committer].map(({ name, email }) => `${name} <${email}>`).join("\n");
  const parts = [
    { place: "message", text: commit.message },
    { place: "identity", text: people },
    { place: "header", text: commit.header },
  ] as const;
  for (const { place, text } of parts) {
    if (text === "") continue;
    for (const { rule, start, end } of await findSecrets(text, { path: "", isText: true })) {
      const line = place === "message" ? lineAt({ text, offset: 0, line: 1, isText: true }, start) : null;
      files.addSecret({ rule, secret: text.slice(start, end) }, { commit: commit.id, path: null, line, place });
    }
  }
}

function sinkFor(head: ObjectHead, files: FileChecks, findings: Findings): ObjectSink {
  // Read for its hash alone: names and modes are known from the commits.
  if (head.type === "tree") return { chunk: () => undefined, end: () => undefined };
  const places = files.contents.get(head.id);
  if (head.type !== "blob" || !places)
    throw new PreflightUnable(`object ${head.id} belongs to no change that is known`);
  return blobSink(head, places, files, findings);
}

const pointerLimit = 1_024;

function blobSink(head: ObjectHead, places: readonly FilePlace[], files: FileChecks, findings: Findings): ObjectSink {
  const [first] = places;
  const markers = new ConflictMarkers();
  const isAllowed = places.every(({ name }) => files.isAllowed(name.path));
  let start: TextWindow | undefined;
  const cutter = new WindowCutter(async (window) => {
    start ??= window;
    if (!isAllowed) markers.look(window);
    if (!first) return;
    const { text } = window;
    for (const { rule, start: at, end } of await findSecrets(text, { path: first.name.path, isText: window.isText })) {
      const found = { rule, secret: text.slice(at, end) };
      const line = lineAt(window, at);
      for (const { commit, shown: path, isLink } of places.slice(0, 3)) {
        files.addSecret(found, { commit, path, line, place: isLink ? "target" : "content" });
      }
    }
  });
  for (const place of places) files.lookAtSize(place, head.size);
  return {
    chunk: (bytes) => cutter.add(bytes),
    async end() {
      await cutter.end();
      const text = start && head.size <= pointerLimit * 4 ? start.text : "";
      for (const place of places) {
        if (place.isLink) files.lookAtTarget(place, Buffer.from(text, "latin1").toString("utf8"));
      }
      const line = markers.found;
      if (line === undefined || !first || isLargeFilePointer(text)) return;
      const { commit, shown: path } = first;
      findings.add({
        rule: "conflict_marker",
        commit,
        path,
        line,
        place: "content",
        detail: "a merge was left half done",
      });
    },
  };
}

function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}
