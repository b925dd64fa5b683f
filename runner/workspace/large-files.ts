import { decodeName, splitNul } from "./file-name.ts";
import { readGit, readIfThere, type Mirror } from "./mirror-git.ts";
import type { WorkspaceWarning } from "./warning.ts";

const pointerLimit = 1024;

/** Files of a commit that are only pointers into Git LFS: the runner leaves them as they are and says so. */
export async function largeFilePointers(mirror: Mirror, commit: string): Promise<WorkspaceWarning[]> {
  const attributes = await readIfThere(mirror, commit, ".gitattributes");
  // Searching every file of a large repository is worth it only where LFS is set up.
  if (!attributes?.includes("filter=lfs")) return [];
  const args = ["grep", "-z", "-l", "-I", "-F", "--full-name", "version https://git-lfs.github.com/spec/v1", commit];
  const { stdout } = await readGit(mirror, [...args, "--"], {
    accept: [0, 1],
    timeoutMs: 120_000,
    limitBytes: 1 << 20,
  });
  const found = splitNul(stdout).map((field) => field.subarray(commit.length + 1));
  if (found.length === 0) return [];
  const paths: string[] = [];
  for (const name of found.slice(0, pointerLimit)) {
    const { path, raw } = decodeName(name);
    if (raw === undefined && (await isPointer(mirror, commit, path))) paths.push(path);
    if (paths.length === 100) break;
  }
  if (paths.length === 0) return [];
  return [{ kind: "lfs_pointers", message: "Git LFS files were left as pointers; their contents are not here", paths }];
}

/** A document that quotes the line is no pointer. */
async function isPointer(mirror: Mirror, commit: string, path: string): Promise<boolean> {
  const { stdout } = await readGit(mirror, ["cat-file", "blob", `${commit}:${path}`], { limitBytes: pointerLimit });
  return /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:[0-9a-f]{64}\n/.test(
    stdout.toString(),
  );
}
