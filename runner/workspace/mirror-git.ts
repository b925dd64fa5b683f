import { join } from "node:path";
import type { Credentials, Remote } from "./credentials.ts";
import { GitError } from "./git-error.ts";
import { runGit, type GitOptions, type GitResult } from "./git.ts";
import type { ObjectLookup } from "./object-lookup.ts";
import { restoreLayout, type MirrorIdentity, type MirrorLayout } from "./mirror-layout.ts";
import type { Queue } from "./queue.ts";
import { retryLocked, type LockPolicy } from "./stale-lock.ts";
import type { WarningSink } from "./warning.ts";

/** An open mirror: a handle without resources of its own. */
export interface Mirror {
  readonly layout: MirrorLayout;
  readonly identity: MirrorIdentity;
  /** Made when it was opened, from what the remote had then. */
  readonly isNew: boolean;
  readonly remote: Remote;
  /** Asked once per network call; the answer is not kept. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly warn: WarningSink;
  readonly lockPolicy: LockPolicy;
  /** Sequences of ref and record writes take turns here; each single git also holds the lock file. */
  readonly queue: Queue;
  readonly fetchQueue: Queue;
  readonly lookup: ObjectLookup;
}

export function readGit(mirror: Mirror, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return runGit(args, { ...mirrorOptions(mirror), ...options });
}

/** A write that git itself makes safe beside others: new objects, a fetch. */
export function writeObjects(mirror: Mirror, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return runGit(args, { ...mirrorOptions(mirror), write: true, ...options });
}

/** A write to refs or records: holds the mirror's lock, outwaits or removes lock files that stand in its way. */
export function writeGit(mirror: Mirror, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return retryLocked(mirror.layout.directory, mirror.lockPolicy, mirror.warn, () =>
    runGit(args, { ...mirrorOptions(mirror), write: true, lock: mirror.layout.lock, ...options }),
  );
}

/** A command that talks to a remote, with credentials only if they are meant for that host. */
export async function networkGit(
  mirror: Mirror,
  args: readonly string[],
  options: GitOptions & { host?: string | undefined },
): Promise<GitResult> {
  const { host, ...rest } = options;
  const value = host === undefined ? undefined : await mirror.credentials();
  const askpass = join(mirror.layout.control, "askpass");
  return writeObjects(mirror, args, {
    timeoutMs: 600_000,
    ...rest,
    ...(value && host !== undefined && { credentials: { value, askpass, host } }),
  });
}

/** Before the mirror is used for work: its settings are what the runner wrote. */
export async function ensureSettings(mirror: Mirror): Promise<void> {
  const restored = await restoreLayout(mirror.layout, mirror.identity);
  if (restored.length === 0) return;
  mirror.warn({
    kind: "config_restored",
    message: "settings of the mirror had been changed, by an agent or a tool it ran, and were put back",
    paths: restored,
  });
}

/** The commit that a name stands for, or undefined. */
export function resolveCommit(mirror: Mirror, name: string): Promise<string | undefined> {
  return resolveObject(mirror, `${name}^{commit}`);
}

/** The tree of a commit. Throws `ref_missing`. */
export async function resolveTree(mirror: Mirror, commit: string): Promise<string> {
  const tree = await resolveObject(mirror, `${commit}^{tree}`);
  if (tree === undefined) throw new GitError("ref_missing", `no commit ${commit} in the mirror`);
  return tree;
}

/** The object that an expression of gitrevisions(7) stands for, or undefined. */
export async function resolveObject(mirror: Mirror, expression: string): Promise<string | undefined> {
  const found = await mirror.lookup.find(expression);
  if (found !== "failed") return found.id;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", expression];
  const result = await readGit(mirror, args, { accept: [0, 1, 128] });
  return result.code === 0 ? result.stdout.toString().trim() : undefined;
}

/** A file at a commit; undefined where there is none, which starts no git, or where something else has that name. */
export async function readIfThere(mirror: Mirror, commit: string, path: string): Promise<Buffer | undefined> {
  const file = await resolveObject(mirror, `${commit}:${path}`);
  if (file === undefined) return undefined;
  const { code, stdout } = await readGit(mirror, ["cat-file", "blob", file], { accept: [0, 128] });
  return code === 0 ? stdout : undefined;
}

/** False also where the mirror does not have one of the two. */
export async function isAncestor(mirror: Mirror, older: string, newer: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", "--end-of-options", older, newer];
  return (await readGit(mirror, args, { accept: [0, 1, 128] })).code === 0;
}

function mirrorOptions(mirror: Mirror): GitOptions {
  const { control } = mirror.layout;
  return { cwd: control, environment: { GIT_DIR: control }, globalConfig: join(control, "global") };
}
