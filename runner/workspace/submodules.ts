import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseRemote } from "./credentials.ts";
import { decodeName, splitNul } from "./file-name.ts";
import { runGit } from "./git.ts";
import { GitError } from "./git-error.ts";
import { networkGit, readGit, readIfThere, type Mirror } from "./mirror-git.ts";
import { exists } from "./record.ts";
import type { WorkspaceWarning } from "./warning.ts";
import { isWithin } from "./within.ts";
import { placeOf, type Workspace } from "./workspace.ts";

export interface SubmoduleRequest {
  /** Of the worktree. */
  path: string;
  commit: string;
  timeoutMs?: number;
}

interface Submodule {
  path: string;
  commit: string;
  url: string | undefined;
}

/**
 * Fills the submodules of a fresh worktree as far as that is possible, one level deep: from a cache beside the mirror,
 * fetched where the cache lacks the commit and the URL is on the project's own host. What could not be filled is one warning.
 */
export async function fillSubmodules(workspace: Workspace, request: SubmoduleRequest): Promise<WorkspaceWarning[]> {
  const place = await placeOf(workspace, request.path);
  const missing: string[] = [];
  for (const submodule of await submodulesOf(workspace.mirror, request.commit)) {
    const directory = join(place.path, submodule.path);
    if (await exists(join(directory, ".git"))) continue;
    try {
      // A checkpoint may hold a link where this commit has a directory.
      if (!(await isWithin(place.path, directory))) throw new GitError("path_outside", "leads out of the worktree");
      await fill(workspace.mirror, submodule, directory, request);
    } catch (error) {
      if (!GitError.isGit(error)) throw error;
      if (error.reason !== "path_outside") await rm(join(directory, ".git"), { recursive: true, force: true });
      missing.push(`${submodule.path}: ${error.message}`);
    }
  }
  if (missing.length === 0) return [];
  return [{ kind: "submodule_missing", message: "submodules stayed empty", paths: missing.slice(0, 100) }];
}

async function fill(mirror: Mirror, submodule: Submodule, directory: string, request: SubmoduleRequest): Promise<void> {
  const { commit, url } = submodule;
  if (url === undefined) throw new GitError("remote_missing", "no URL in .gitmodules");
  const remote = parseRemote(url);
  const key = createHash("sha256").update(remote.url).digest("hex").slice(0, 24);
  const cache = join(mirror.layout.directory, "modules", `${key}.git`);
  const inCache = { environment: { GIT_DIR: cache }, cwd: mirror.layout.directory };
  if (!(await exists(join(cache, "HEAD")))) {
    await mkdir(join(mirror.layout.directory, "modules"), { recursive: true });
    await runGit(["init", "--quiet", "--bare", "--template=", "--", cache], { write: true });
  }
  const find = ["cat-file", "-e", `${commit}^{commit}`];
  const isThere = async (): Promise<boolean> => (await runGit(find, { ...inCache, accept: [0, 1, 128] })).code === 0;
  if (!(await isThere())) {
    const isAllowed =
      (remote.host !== undefined && remote.host === mirror.remote.host) || (remote.local && mirror.remote.local);
    if (!isAllowed) throw new GitError("remote_forbidden", `${remote.url} is not on the project's own host`);
    const args = [
      "fetch",
      "--quiet",
      "--no-write-fetch-head",
      "--no-auto-maintenance",
      "--no-recurse-submodules",
      "--",
    ];
    await networkGit(mirror, [...args, remote.url, "+refs/*:refs/*"], {
      ...inCache,
      host: remote.host === mirror.remote.host ? remote.host : undefined,
      ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }),
    });
    if (!(await isThere())) throw new GitError("ref_missing", `${remote.url} does not have ${commit}`);
  }
  await mkdir(directory, { recursive: true });
  await runGit(["init", "--quiet", "--template=", "--", directory], { write: true });
  // Objects are copied, so that the worktree does not break when the cache goes; the first git of this directory is ours.
  const inside = {
    environment: { GIT_DIR: join(directory, ".git"), GIT_WORK_TREE: directory },
    cwd: directory,
    write: true,
  };
  const fetch = ["fetch", "--quiet", "--no-write-fetch-head", "--no-auto-maintenance", "--", cache];
  await runGit([...fetch, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"], {
    ...inside,
    timeoutMs: 300_000,
  });
  await runGit(["checkout", "--quiet", "--detach", "--no-recurse-submodules", commit, "--"], inside);
}

async function submodulesOf(mirror: Mirror, commit: string): Promise<Submodule[]> {
  const modules = await readIfThere(mirror, commit, ".gitmodules");
  if (!modules) return [];
  const args = ["config", "--file", "-", "-z", "--get-regexp", String.raw`^submodule\..*\.(path|url)$`];
  const { stdout } = await readGit(mirror, args, { input: modules, accept: [0, 1, 3] });
  const byName = new Map<string, { path?: string; url?: string }>();
  for (const field of splitNul(stdout)) {
    const match = /^submodule\.([^]*)\.(path|url)\n([^]*)$/.exec(field.toString());
    if (!match) continue;
    const [, name = "", key = "", value = ""] = match;
    byName.set(name, { ...byName.get(name), [key]: value });
  }
  const urls = new Map([...byName.values()].map(({ path, url }) => [path, url]));
  const links = await readGit(mirror, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  return splitNul(links.stdout)
    .filter((field) => field.subarray(0, 6).toString() === "160000")
    .map((field) => {
      const tab = field.indexOf(9);
      const { path } = decodeName(field.subarray(tab + 1));
      const id = field.toString("latin1", 0, tab).split(" ")[2] ?? "";
      return { path, commit: id, url: absoluteUrl(mirror, urls.get(path)) };
    });
}

/** `../other.git` is beside the project's own repository. */
function absoluteUrl(mirror: Mirror, url: string | undefined): string | undefined {
  if (url === undefined || !/^\.\.?\//.test(url)) return url;
  let base = mirror.remote.url.replace(/\/+$/, "");
  let rest = url;
  while (/^\.\.?\//.test(rest)) {
    if (rest.startsWith("../")) base = base.replace(/[/:][^/:]*$/, "");
    rest = rest.replace(/^\.\.?\//, "");
  }
  return `${base}/${rest}`;
}
