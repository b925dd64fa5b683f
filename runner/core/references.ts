import { notFound, SpoolError } from "../../shared/errors.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Thread } from "../../shared/model/thread.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Reads } from "../store/port.ts";

/** A configured project by name or id; `not_found` lists the ones there are. */
export async function findProject(reads: Reads, reference: string): Promise<Project> {
  const project = (await reads.projects.byName(reference)) ?? (await reads.projects.get(reference));
  if (project && project.removedAt === null) return project;
  const names = (await reads.projects.list()).map((known) => known.name);
  throw new SpoolError("not_found", `no project ${reference}`, {
    hint: names.length > 0 ? `configured projects: ${names.join(", ")}` : "add one with: spool project add",
    details: { field: "project" },
  });
}

export async function findThread(reads: Reads, id: string): Promise<Thread> {
  const thread = await reads.threads.get(id);
  if (!thread) throw notFound("thread", id);
  return thread;
}

export async function findJob(reads: Reads, id: string): Promise<Job> {
  const job = await reads.jobs.get(id);
  if (!job) throw notFound("job", id);
  return job;
}
