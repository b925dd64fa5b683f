import { dropRefs } from "./checkpoint.ts";
import { GitError } from "./git-error.ts";
import { readGit, resolveCommit, writeGit, type Mirror } from "./mirror-git.ts";
import type { Workspace } from "./workspace.ts";
import { commitState, readState, type WorktreeState } from "./worktree-state.ts";

const subject = "live state of ";

/**
 * Parks the state of a run's worktree as it is now under the run's one moving ref. The same state gives the same commit,
 * also in another life of the runner: its time is always the same.
 */
export async function parkLiveState(
  workspace: Workspace,
  request: { path: string; runId: string; base: string; signal?: AbortSignal },
): Promise<{ commit: string } & WorktreeState> {
  const { mirror } = workspace;
  const ref = liveRef(request.runId);
  const state = await readState(workspace, request);
  const commit = await commitState(mirror, state, `${subject}${request.runId}`, 0);
  if ((await resolveCommit(mirror, ref)) !== commit) {
    // An agent can make the ref stand for another one: without deref that one is left alone.
    await writeGit(mirror, ["update-ref", "--no-deref", "-z", "--stdin"], { input: `update ${ref}\0${commit}\0\0` });
  }
  return { commit, ...state };
}

/** Fine when there is none. What the ref stood for before can still be read by its id. */
export async function dropLiveState(mirror: Mirror, runId: string): Promise<void> {
  await dropRefs(mirror, [liveRef(runId)]);
}

/** The run whose live state a commit is, whether it is the newest or one that a screen still shows. */
export async function runOfLiveState(mirror: Mirror, commit: string): Promise<string | undefined> {
  if ((await resolveCommit(mirror, commit)) === undefined) return undefined;
  const { stdout } = await readGit(mirror, ["log", "-1", "--format=%B", "--end-of-options", commit]);
  const message = stdout.toString().trim();
  return message.startsWith(subject) ? message.slice(subject.length) : undefined;
}

function liveRef(runId: string): string {
  if (!/^\w{1,80}$/.test(runId)) throw new GitError("ref_invalid", "a run's id is letters, digits and _");
  return `refs/spool/live/${runId}`;
}
