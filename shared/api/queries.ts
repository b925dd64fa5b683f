import * as z from "zod";
import { commit, id, repositoryPath } from "../model/common.ts";
import { jobStatuses } from "../model/job.ts";
import { spendGroups } from "../model/spend.ts";
import { threadStatuses } from "../model/thread.ts";

const projectReference = z.string().trim().min(1).max(120);
const limit = z.int().min(1).max(1_000);
const fileBytes = z
  .int()
  .min(1)
  .max(3 * 1024 * 1024);
/** Of a log file, as listed; never a path. */
const logName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, "a log's name as runs.logs lists it");
/** Decimal `seq` or byte offset, as the transport hands it back. */
const eventId = z.string().regex(/^\d{1,15}$/, "a decimal number");
const seq = z.int().nonnegative();

export const resolveInput = z.strictObject({
  kind: z.enum(["thread", "job", "run", "worktree", "artifact", "approval"]),
  fragment: z.string().trim().min(1).max(80),
});
export const listThreadsInput = z
  .strictObject({
    /** These and no others, in this order; ones that are not there are left out. */
    ids: z.array(id).max(200).optional(),
    project: projectReference.optional(),
    status: z.enum(threadStatuses).optional(),
    /** Archived threads are listed only when they are asked for here, by `status` or by `ids`. */
    statuses: z.array(z.enum(threadStatuses)).max(threadStatuses.length).optional(),
    /** A part of the title, the branch or a label, or the beginning of the id; in any case. */
    search: z.string().trim().min(1).max(200).optional(),
    sort: z.enum(["created", "updated"]).default("created"),
    limit: limit.default(50),
    /** `nextAfter` of the page before, in the same order; with `sort: "created"` any thread's id will do. */
    after: z.string().min(1).max(120).optional(),
  })
  .refine((input) => input.status === undefined || input.statuses === undefined, {
    message: "give status or statuses, not both",
    path: ["statuses"],
  })
  .refine(
    ({ ids, project, status, statuses, search, after }) =>
      ids === undefined || [project, status, statuses, search, after].every((other) => other === undefined),
    { message: "ids say it all: give nothing else with them", path: ["ids"] },
  )
  .prefault({});
const day = z.iso.date();
export const spendInput = z
  .strictObject({
    by: z.enum(spendGroups).default("day"),
    /** Days in the runner's time zone, both included; without them the last thirty, with today. */
    from: day.optional(),
    to: day.optional(),
    project: projectReference.optional(),
  })
  .prefault({});
export type SpendInput = z.output<typeof spendInput>;
export const listJobsInput = z
  .strictObject({
    threadId: id.optional(),
    project: projectReference.optional(),
    status: z.enum(jobStatuses).optional(),
    limit: limit.default(50),
    after: id.optional(),
  })
  .prefault({});

export const forecastInput = z.strictObject({
  project: projectReference,
  jobType: z.string().trim().min(1).max(60).default("implement"),
  /** The one of the job type without. */
  agent: z.string().trim().min(1).max(60).optional(),
});
export type ForecastInput = z.output<typeof forecastInput>;

/** Of a run, of the whole thread, or between two commits of it. */
const changesFields = { threadId: id, runId: id.optional(), from: commit.optional(), to: commit.optional() };
export const changesInput = z.strictObject(changesFields);
export const patchInput = z.strictObject({
  ...changesFields,
  path: repositoryPath.optional(),
  limitBytes: fileBytes.default(1024 * 1024),
});
export const blobInput = z.strictObject({
  threadId: id,
  commit,
  path: repositoryPath,
  limitBytes: fileBytes.default(1024 * 1024),
});
/** A directory; `""` is the repository's root. */
export const treeInput = z.strictObject({ threadId: id, commit, path: repositoryPath.or(z.literal("")) });

export const commitsInput = z.strictObject({ threadId: id, limit: limit.default(200) });

export const runInput = z.strictObject({ runId: id });
export const readLogInput = z.strictObject({
  runId: id,
  name: logName,
  offset: z.int().nonnegative().default(0),
  limit: z
    .int()
    .min(1)
    .max(1024 * 1024)
    .default(64 * 1024),
});
/** `lastEventId` is the byte offset to go on from; absent means the beginning. */
export const followLogInput = z.strictObject({ runId: id, name: logName, lastEventId: eventId.nullish() });

/** Neither `after` nor `before`: the newest. */
export const listEventsInput = z
  .strictObject({
    threadId: id.optional(),
    runId: id.optional(),
    after: seq.optional(),
    before: seq.optional(),
    limit: limit.default(200),
  })
  .refine((input) => input.after === undefined || input.before === undefined, {
    message: "give after or before, not both",
    path: ["before"],
  })
  .prefault({});
/** `lastEventId` is the `seq` of the last event that was seen; absent means from now on. */
export const subscribeInput = z
  .strictObject({ threadId: id.optional(), runId: id.optional(), lastEventId: eventId.nullish() })
  .prefault({});

export const approvalInput = z.strictObject({ approvalId: id });
export const listApprovalsInput = z
  .strictObject({ threadId: id.optional(), /** Settled ones too; needs `threadId`. */ all: z.boolean().optional() })
  .prefault({});
export const listWorktreesInput = z
  .strictObject({
    threadId: id.optional(),
    project: projectReference.optional(),
    /** Also those that were deleted. */
    all: z.boolean().optional(),
  })
  .prefault({});
export const worktreeInput = z.strictObject({ worktreeId: id });
export const pruneInput = z.strictObject({ dryRun: z.boolean().default(false), all: z.boolean().default(false) });
export const listArtifactsInput = z
  .strictObject({ threadId: id.optional(), jobId: id.optional(), runId: id.optional() })
  .refine((input) => Object.values(input).filter((value) => value !== undefined).length === 1, {
    message: "give exactly one of threadId, jobId and runId",
  });
export const revokeTokenInput = z.strictObject({ tokenId: id });
export type RevokeTokenInput = z.input<typeof revokeTokenInput>;
