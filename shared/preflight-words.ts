import type { EventData } from "./events/catalogue.ts";
import type { PreflightFinding, PreflightRule } from "./model/preflight.ts";
import { formatDuration, formatSize, plural } from "./units.ts";

/** What was looked at, in one line. */
export function preflightSummary(
  sums: Pick<EventData<"preflight.done">, "commits" | "files" | "bytes" | "durationMs">,
): string {
  const { commits, files, bytes, durationMs } = sums;
  const what = `${plural(commits, "commit")}, ${plural(files, "file")}, ${formatSize(bytes)}`;
  return `clean: ${what} looked at in ${formatDuration(durationMs)}`;
}

/** One line for people. */
export function describeFinding(finding: PreflightFinding): string {
  const { rule, detail } = finding;
  const what = rule === "secret" ? `${titles.secret} (${detail})` : `${titles[rule]}: ${detail}`;
  return `${what} ${whereOf(finding)}`.trim();
}

/** `src/a.ts:12`, `message`. */
export function findingPlace({ path, line, place }: PreflightFinding): string {
  if (path === null) return place === "run" ? "" : place;
  return `${path}${line === null ? "" : `:${line}`}`;
}

/** `in src/a.ts:12 of commit 1a2b3c4d`. */
export function whereOf({ path, line, place, commit }: PreflightFinding): string {
  const of = commit === null ? "" : ` of commit ${commit.slice(0, 10)}`;
  switch (place) {
    case "message":
      return `in the message${of}`;
    case "identity":
      return `in the author or committer${of}`;
    case "header":
      return `in the header${of}`;
    case "name":
      return `in the name ${path ?? ""}${of}`;
    case "content":
    case "target":
      return `in ${path ?? ""}${line === null ? "" : `:${line}`}${of}`;
    case "run":
      return "";
  }
}

const titles: Record<PreflightRule, string> = {
  author: "wrong author",
  secret: "a secret",
  forbidden_name: "forbidden file",
  unsafe_name: "unsafe name",
  protected_path: "protected path",
  symlink: "unsafe link",
  mode: "odd kind of file",
  scope: "outside the plan",
  oversize: "file too large",
  conflict_marker: "conflict marker",
  submodule: "submodule",
  check: "check failed",
};
