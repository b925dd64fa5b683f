import { existsSync } from "node:fs";
import { SpoolError } from "../../../shared/errors.ts";
import type { PreflightConfig, ProjectConfig } from "../../config/config.ts";
import { configPath } from "../../config/locate.ts";
import { loadConfig } from "../../config/load.ts";
import { configError } from "../../config/problem.ts";
import { defaultPreflight } from "../../config/resolve/preflight.ts";
import type { PreflightRules } from "../../gates/preflight/request.ts";

export interface ChosenRules {
  rules: PreflightRules;
  checks: PreflightConfig["checks"];
  /** Name of the project that they are from. */
  project: string | null;
  baseBranch: string | null;
}

interface Wanted {
  environment: NodeJS.ProcessEnv;
  config: string | undefined;
  project: string | undefined;
  author: string | undefined;
  directory: string;
}

/** The rules of the named project, or of the one whose repository this is, or the built-in ones. */
export async function chooseRules(wanted: Wanted): Promise<ChosenRules> {
  const project = await findProject(wanted);
  const { checks, ...rules } = project?.preflight ?? defaultPreflight();
  const own = project && { name: project.git.authorName, email: project.git.authorEmail };
  const author = wanted.author === undefined ? (own ?? null) : parseAuthor(wanted.author);
  return {
    rules: { ...rules, author, contract: null, planned: [] },
    checks,
    project: project?.name ?? null,
    baseBranch: project?.baseBranch ?? null,
  };
}

async function findProject({
  environment,
  config,
  project: name,
  directory,
}: Wanted): Promise<ProjectConfig | undefined> {
  const path = configPath(environment, config);
  const isAsked = config !== undefined || name !== undefined || environment["SPOOL_CONFIG"] !== undefined;
  // A machine without a runner has none, and needs none.
  if (!isAsked && !existsSync(path)) return undefined;
  const loaded = await loadConfig(path, environment);
  if (!loaded.ok) throw configError(path, "is not valid", loaded.problems, "correct it, then: spool config validate");
  const { projects } = loaded.config;
  if (name === undefined) return projects.find(({ repoDirectory }) => repoDirectory === directory);
  const found = projects.find((project) => project.name === name);
  if (!found)
    throw new SpoolError("not_found", `no project ${name} in ${path}`, { hint: "spool config show lists them" });
  return found;
}

function parseAuthor(text: string): { name: string; email: string } {
  const match = /^\s*([^<>]+?)\s*<([^<>\s]+)>\s*$/.exec(text);
  if (match?.[1] !== undefined && match[2] !== undefined) return { name: match[1], email: match[2] };
  throw new SpoolError("invalid_input", "--author: expected 'Name <email>'", { details: { field: "author" } });
}
