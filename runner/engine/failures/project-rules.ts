import { largestRulesFile, type ProjectRules, projectRulesPath, readProjectRules } from "../../verify/project-rules.ts";
import type { RunContext } from "../context.ts";

const mostProblems = 10;

/** The rules that the repository brings, as they stand on the base commit: an agent cannot write its own judge. */
export async function projectRules(context: RunContext): Promise<ProjectRules & { warning: string | null }> {
  const { ledger, workspaces, projectSettings } = context;
  const commit = ledger.run.baseCommit;
  const request = { path: projectRulesPath, limitBytes: largestRulesFile + 1 };
  const file = commit === null ? undefined : await workspaces.blob(projectSettings.source, { commit, ...request });
  if (!file) return { rules: [], problems: [], warning: null };
  const { rules, problems } = readProjectRules(file.bytes);
  if (problems.length === 0) return { rules, problems, warning: null };
  const more = problems.length > mostProblems ? [`… and ${problems.length - mostProblems} more`] : [];
  const shown = [...problems.slice(0, mostProblems), ...more].join("\n");
  return { rules, problems, warning: `${projectRulesPath} has rules that cannot be used\n${shown}` };
}
