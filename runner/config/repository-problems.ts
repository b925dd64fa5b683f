import { statSync } from "node:fs";
import { join } from "node:path";
import type { ProjectConfig } from "./config.ts";

/**
 * Projects whose repository should be on this machine and is not. No mistake in the file: a disk may not be mounted yet.
 * Of repositories elsewhere nothing is said.
 */
export function repositoryProblems(projects: readonly ProjectConfig[]): { project: string; problem: string }[] {
  return projects.flatMap(({ name, repoDirectory }) => {
    if (repoDirectory === null) return [];
    const problem = problemOf(repoDirectory);
    return problem === undefined ? [] : [{ project: name, problem }];
  });
}

function problemOf(directory: string): string | undefined {
  if (!isThere(directory)) return `there is no repository at ${directory}`;
  // A working directory, or a bare repository.
  const isRepository = isThere(join(directory, ".git")) || isThere(join(directory, "objects"));
  return isRepository ? undefined : `${directory} is no git repository`;
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A place that cannot be looked at may hold one: git says more when it is used.
    return true;
  }
}
