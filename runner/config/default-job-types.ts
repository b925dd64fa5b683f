import type { JobProfile } from "../../shared/model/job.ts";
import { minuteMs } from "./units.ts";

type TypeDefaults = Pick<JobProfile, "writeMode" | "publish">;

/**
 * The job types of a project that defines none. A type of one of these names that the project defines itself starts
 * from here, so that a `review` which names only its agent still writes nothing.
 */
export const defaultJobTypes: Readonly<Record<string, TypeDefaults>> = {
  implement: { writeMode: "workspace_write", publish: "patch" },
  fix: { writeMode: "workspace_write", publish: "patch" },
  fix_ci: { writeMode: "workspace_write", publish: "patch" },
  review: { writeMode: "read_only", publish: "none" },
  spec: { writeMode: "workspace_write", publish: "none" },
  publish: { writeMode: "workspace_write", publish: "branch" },
  continue: { writeMode: "workspace_write", publish: "patch" },
};

/** Where neither the job type nor its agent says anything. */
export const jobDefaults = {
  mode: "autonomous",
  permissions: "ask",
  timeoutMs: 60 * minuteMs,
  stallMs: 15 * minuteMs,
  liveness: { policy: "ask", loopRounds: 6 },
  verifyTimeoutMs: 30 * minuteMs,
  retryLimit: 2,
} as const;

export function typeDefaults(name: string): TypeDefaults {
  const known = Object.hasOwn(defaultJobTypes, name) ? defaultJobTypes[name] : undefined;
  return known ?? { writeMode: "workspace_write", publish: "patch" };
}
