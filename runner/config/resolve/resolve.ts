import type { SpoolConfig } from "../config.ts";
import { formatKeyPath } from "../key-path.ts";
import type { ConfigProblem, Locator } from "../problem.ts";
import { byName, deepFreeze } from "../records.ts";
import type { SpoolFile } from "../schema/file.ts";
import { agentsOf, resolveAgents } from "./agents.ts";
import type { Report, ResolveContext } from "./context.ts";
import { resolveProject } from "./project.ts";
import { resolveGit, resolveRuntime } from "./runtime.ts";
import { resolveServer } from "./server.ts";

const spoolIdentity = { authorName: "Spool", authorEmail: "spool@localhost" };

export type ResolvedConfig = { ok: true; config: SpoolConfig } | { ok: false; problems: ConfigProblem[] };

/** A checked file as the runner uses it: what the schema cannot know (names, secrets, paths, what excludes what). */
export function resolveConfig(
  file: SpoolFile,
  locate: Locator,
  outside: Omit<ResolveContext, "report">,
): ResolvedConfig {
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message, more = {}) => {
    const { suggestion, hint } = more;
    problems.push({
      ...locate(path, "value"),
      path: formatKeyPath(path),
      message,
      ...(suggestion !== undefined && { suggestion }),
      ...(hint !== undefined && { hint }),
    });
  };
  const context: ResolveContext = { ...outside, report };
  const agents = agentsOf(file);
  if (agents.size === 0) report(["agents"], "there is no agent", { hint: "remove the key to get claude and codex" });
  reportDoubleNames(file, locate, report);
  const git = resolveGit(file.git, spoolIdentity);
  const runtime = resolveRuntime(file.runtime, context);
  const config: SpoolConfig = {
    runtime,
    server: resolveServer(file.server, context),
    git,
    agents: resolveAgents(agents, runtime.sandbox, context),
    prices: byName(
      Object.entries(file.prices).map(([model, { input, cached_input: cachedInput, output }]) => [
        model,
        { input, cachedInput: cachedInput ?? input, output },
      ]),
    ),
    projects: file.projects.map((project, index) => resolveProject(project, index, agents, git, context)),
  };
  if (problems.length === 0) return { ok: true, config: deepFreeze(config) };
  return { ok: false, problems: problems.toSorted((one, other) => one.line - other.line || one.column - other.column) };
}

/** Case counts for nothing: the names are directories, and some file systems do not tell them apart. */
function reportDoubleNames(file: SpoolFile, locate: Locator, report: Report): void {
  const first = new Map<string, number>();
  for (const [index, { name }] of file.projects.entries()) {
    const earlier = first.get(name.toLowerCase());
    if (earlier === undefined) first.set(name.toLowerCase(), index);
    else {
      const { line } = locate(["projects", earlier, "name"], "value");
      report(["projects", index, "name"], `another project has this name already (line ${line})`);
    }
  }
}
