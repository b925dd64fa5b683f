import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../workspace/git-error.ts";
import { readGit, writeObjects, type Mirror } from "../workspace/mirror-git.ts";
import { privateIndex } from "../workspace/private-index.ts";

/** Does what `git am` does, on an index of its own, and says which tree comes out; undefined if a patch does not apply. */
export async function treeAfterMailbox(mirror: Mirror, start: string, mailbox: Buffer): Promise<string | undefined> {
  const directory = await mkdtemp(join(mirror.layout.scratch, "mail-"));
  try {
    await using index = await privateIndex(mirror);
    const environment = { GIT_DIR: mirror.layout.control, GIT_INDEX_FILE: index.path };
    await writeObjects(mirror, ["read-tree", start], { environment });
    await readGit(mirror, ["mailsplit", `-o${directory}`, "-b"], { input: mailbox });
    const mails = (await readdir(directory)).toSorted();
    for (const mail of mails) {
      const patch = join(directory, `${mail}.patch`);
      const input = await readFile(join(directory, mail));
      await readGit(mirror, ["mailinfo", `${patch}.message`, patch], { input });
      await writeObjects(mirror, ["apply", "--cached", "--whitespace=nowarn", patch], { environment });
    }
    return (await writeObjects(mirror, ["write-tree"], { environment })).stdout.toString().trim();
  } catch (error) {
    if (GitError.isGit(error, "failed")) return undefined;
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
