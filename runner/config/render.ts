import type { ConfigNotice, ConfigProblem } from "./problem.ts";

const mostShown = 50;

/**
 * One line per problem, as compilers write them: `spool.yml:14:7  projects[0].worktrees.pol: unknown key; did you mean
 * "pool"?`, and under it, indented, what to do where that is known. `file` is the name to print.
 */
export function formatConfigErrors(file: string, problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, mostShown).map((problem) => {
    const suggestion = problem.suggestion === undefined ? "" : `; did you mean "${problem.suggestion}"?`;
    const hint = problem.hint === undefined ? "" : `\n    ${problem.hint}`;
    return `${head(file, problem)}${problem.message}${suggestion}${hint}`;
  });
  if (problems.length > mostShown) lines.push(`… and ${problems.length - mostShown} more`);
  return lines.join("\n");
}

const noticeWords: Record<ConfigNotice["kind"], string> = {
  mapped: "mapped",
  new: "new",
  ignored: "ignored",
  not_available: "not available yet",
};

/** One line per notice: `esperta-code.yml:9:3  tick.interval_ms: ignored: …`. */
export function formatConfigNotices(file: string, notices: readonly ConfigNotice[]): string {
  return notices.map((notice) => `${head(file, notice)}${noticeWords[notice.kind]}: ${notice.message}`).join("\n");
}

function head(file: string, at: { line: number; column: number; path: string }): string {
  const position = at.line === 0 ? "" : `:${at.line}:${at.column}`;
  return `${file}${position}  ${at.path === "" ? "" : `${at.path}: `}`;
}
