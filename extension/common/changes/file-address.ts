import * as z from "zod";
import { commit, id } from "../../../shared/model/common.ts";

/** Which state of a thread's files is meant: a commit, or a run's worktree as it is from moment to moment. */
const fileState = z.union([z.strictObject({ commit }), z.strictObject({ liveRun: id })]);
export type FileState = z.infer<typeof fileState>;

/** What stands in the query of a `spool:` URI; the path of the URI is the path in the repository. */
const fileAddress = z.strictObject({
  /** Origin of the runner. */
  runner: z.string().max(300),
  thread: id,
  state: fileState,
  /** Of a diff: only on the new side can be commented. */
  side: z.enum(["old", "new"]).optional(),
});
export type FileAddress = z.infer<typeof fileAddress>;

export function addressQuery(address: FileAddress): string {
  return JSON.stringify(address);
}

/** Undefined for what is not one of ours: anybody can make a URI. */
export function addressFromQuery(query: string): FileAddress | undefined {
  try {
    return fileAddress.parse(JSON.parse(query));
  } catch {
    // Not JSON, or not our shape: both are simply no address.
    return undefined;
  }
}

export function isLive(state: FileState): state is { liveRun: string } {
  return "liveRun" in state;
}
