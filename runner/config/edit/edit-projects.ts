import { randomUUID } from "node:crypto";
import { chown, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isAncestorFile } from "../ancestor/detect.ts";
import type { SpoolConfig } from "../config.ts";
import { parseConfig, type Environment } from "../load.ts";
import { configError, type ConfigProblem } from "../problem.ts";
import { repositoryProblems } from "../repository-problems.ts";
import type { ProjectInput } from "../schema/project.ts";
import { readYaml } from "../yaml/read.ts";
import { decodeText } from "../yaml/text.ts";
import { withoutProject, withProject } from "./project-text.ts";
import { SpoolError } from "../../../shared/errors.ts";

/**
 * Adds a project to the file, leaving every other byte of it alone. Relative paths in it start at the file's directory,
 * as everywhere in the file. Throws `conflict` when the name is taken,
 * `invalid_input` when its repository should be on this machine and is not,
 * `config_invalid` when the file with the project would have a problem that it does not have now (nothing is written),
 * `not_found` when there is no file.
 */
export async function projectAdd(path: string, project: ProjectInput, environment: Environment): Promise<void> {
  const add = (text: string, names: readonly string[]) => {
    if (names.some((name) => name.toLowerCase() === project.name.toLowerCase())) {
      throw new SpoolError("conflict", `there is a project "${project.name}" already`);
    }
    return withProject(text, project);
  };
  await edit(path, environment, add, ({ projects }) => {
    const [missing] = repositoryProblems(projects.filter(({ name }) => name === project.name));
    if (!missing) return;
    throw new SpoolError("invalid_input", `${missing.problem}; nothing was added`, {
      hint: "a path of a repository on this machine, or the URL of one elsewhere",
      details: { field: "repo" },
    });
  });
}

/** Takes a project out of the file; comments of others stay. Throws `not_found` when there is none of that name. */
export async function projectRemove(path: string, name: string, environment: Environment): Promise<void> {
  await edit(path, environment, (text, names) => {
    const index = names.indexOf(name);
    if (index < 0) throw new SpoolError("not_found", `no project "${name}" in ${path}`);
    return withoutProject(text, index);
  });
}

async function edit(
  path: string,
  environment: Environment,
  change: (text: string, names: readonly string[]) => string,
  check: (config: SpoolConfig) => void = () => undefined,
): Promise<void> {
  // The link stays a link: what it points at is replaced.
  const file = await realpath(path).catch((error: unknown) => {
    throw new SpoolError("not_found", `cannot open ${path}`, { cause: error, hint: "spool init writes a new file" });
  });
  const bytes = await readFile(file);
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw configError(path, "cannot be edited", decoded.problems);
  const yaml = readYaml(decoded.text);
  if (!yaml.ok) throw configError(path, "cannot be edited before it is correct YAML", yaml.problems);
  if (isAncestorFile(yaml.data, file)) {
    throw new SpoolError("not_available", `${path} is not a spool.yml; Spool reads it and does not change it`, {
      hint: "write the project into it by hand, or move to spool.yml: spool config show prints one",
    });
  }
  const text = change(decoded.text, projectNames(yaml.data["projects"]));
  const fresh = newProblems(decoded.text, text, path, environment);
  if (fresh.length > 0) throw configError(path, "would not be valid any more; it is unchanged", fresh);
  const parsed = parseConfig(text, path, environment);
  if (parsed.ok) check(parsed.config);
  await replaceFile(file, bytes, text);
}

/** What was wrong before does not stand in the way: often it is a variable that only the runner's own shell has. */
function newProblems(before: string, after: string, path: string, environment: Environment): ConfigProblem[] {
  const parsed = parseConfig(after, path, environment);
  if (parsed.ok) return [];
  const old = parseConfig(before, path, environment);
  const known = old.ok ? [] : old.problems.map(sameness);
  return parsed.problems.filter((problem) => {
    const index = known.indexOf(sameness(problem));
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

/** Without the position: an edit moves lines and indexes. */
function sameness({ message, hint = "" }: ConfigProblem): string {
  return `${message}\n${hint}`;
}

function projectNames(projects: unknown): string[] {
  return Array.isArray(projects)
    ? projects.map((project: unknown) => String((project as { name?: unknown } | null)?.name))
    : [];
}

/** All or nothing, with the owner and the mode of the file it replaces; refuses when somebody else wrote meanwhile. */
async function replaceFile(file: string, before: Buffer, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(file);
  const temporary = join(dirname(file), `.spool-${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
      if (process.getuid?.() === 0) await chown(temporary, uid, gid);
    } finally {
      await handle.close();
    }
    if (!before.equals(await readFile(file))) {
      throw new SpoolError("conflict", `${file} changed while it was edited`, { hint: "try again" });
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
