import type { ErrorCode } from "../../shared/errors.ts";
import type { JobStatus } from "../../shared/model/job.ts";

/** What `spool` exits with. Scripts depend on these numbers: they never change their meaning. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  jobFailed: 5,
  jobCancelled: 6,
  forbidden: 7,
  unavailable: 8,
  configInvalid: 9,
  notPublishable: 10,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: Record<ExitCode, string> = {
  0: "ok",
  1: "unexpected or internal error",
  2: "usage or invalid input",
  3: "not found",
  4: "conflict: illegal transition, already decided, stale",
  5: "the job failed or is blocked (with --watch or --exit-code)",
  6: "the job was cancelled (with --watch or --exit-code)",
  7: "unauthenticated or forbidden",
  8: "the runner is unavailable",
  9: "the configuration is invalid",
  10: "preflight found something, or could not look at everything",
};

export function exitCodeOfError(code: ErrorCode): ExitCode {
  switch (code) {
    case "invalid_input":
    case "not_available":
    case "limit_exceeded":
      return exitCodes.usage;
    case "not_found":
      return exitCodes.notFound;
    case "conflict":
    case "already_decided":
    case "stale_revision":
    case "illegal_transition":
      return exitCodes.conflict;
    case "unauthenticated":
    case "forbidden":
      return exitCodes.forbidden;
    case "unavailable":
    case "timeout":
      return exitCodes.unavailable;
    case "config_invalid":
      return exitCodes.configInvalid;
    case "lease_lost":
    case "git_failed":
    case "process_failed":
    case "store_failed":
    case "corrupt_data":
    case "internal":
      return exitCodes.internal;
    default:
      // A newer runner may send codes that this client does not know.
      return exitCodes.internal;
  }
}

/** How a job ended, as an exit code; a job that has not ended is `ok`. */
export function exitCodeOfJob(status: JobStatus): ExitCode {
  if (status === "failed" || status === "blocked") return exitCodes.jobFailed;
  return status === "cancelled" ? exitCodes.jobCancelled : exitCodes.ok;
}
