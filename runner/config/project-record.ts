import type { Project } from "../../shared/model/project.ts";
import type { ProjectConfig } from "./config.ts";

/** A configured project as the store keeps it: what jobs are made from, nothing that is secret or of this machine only. */
export function projectRecord(project: ProjectConfig): Omit<Project, "id" | "createdAt" | "updatedAt" | "removedAt"> {
  const { name, repo, baseBranch, maxJobs, allowReadOnlyParallel, worktrees, budget } = project;
  const jobTypes = Object.entries(project.jobTypes).map(([type, { promptTemplate: _, verify, ...profile }]) => [
    type,
    { ...profile, verify: verify.map((step) => ({ ...step })) },
  ]);
  return {
    name,
    repo,
    baseBranch,
    maxJobs,
    allowReadOnlyParallel,
    worktrees: { ...worktrees },
    budget: { ...budget },
    jobTypes: Object.fromEntries(jobTypes) as Project["jobTypes"],
  };
}
