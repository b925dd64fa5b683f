import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { SpoolError } from "../../shared/errors.ts";

/** How clients on the runner's own machine find it: `runner.json` in the data directory, readable by its owner only. */
const discovery = z.object({
  url: z.url(),
  pid: z.int().positive(),
  /** Start time of the process, in clock ticks, as /proc/<pid>/stat has it: a pid alone may have been given to another program. */
  startTime: z.int().nonnegative(),
  instance: z.string(),
  /** Absolute path of the owner-only file with the token. */
  tokenFile: z.string(),
});
export type Discovery = z.infer<typeof discovery>;

const fileName = "runner.json";

/** Replaces the file in one step, so that no reader sees half of it. */
export async function writeDiscovery(dataDirectory: string, facts: Discovery): Promise<void> {
  const path = join(dataDirectory, fileName);
  const draft = `${path}.${process.pid}.new`;
  await rm(draft, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  {
    await using file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    await file.writeFile(`${JSON.stringify(facts, undefined, 2)}\n`);
    await file.sync();
  }
  await rename(draft, path);
}

/** Only when the file is still this instance's: a runner that took over has written its own. */
export async function removeDiscovery(dataDirectory: string, instance: string): Promise<void> {
  const found = await readDiscovery(dataDirectory);
  if (found?.instance === instance) await rm(join(dataDirectory, fileName), { force: true });
}

/** Undefined when no runner has written one. Errors: `forbidden` (another's, or open to others), `corrupt_data`. */
export async function readDiscovery(dataDirectory: string): Promise<Discovery | undefined> {
  const path = join(dataDirectory, fileName);
  const text = await readPrivate(path);
  if (text === undefined) return undefined;
  try {
    return discovery.parse(JSON.parse(text));
  } catch (cause) {
    throw new SpoolError("corrupt_data", `${path} is not a runner's file`, {
      hint: "restart the runner: it writes the file anew",
      cause,
    });
  }
}

/** Where the local runner is and the token to use. Errors: `unavailable` (none is running), `forbidden`, `corrupt_data`. */
export async function discoverRunner(dataDirectory: string): Promise<{ url: string; token: string }> {
  const found = await readDiscovery(dataDirectory);
  const token = found && (await readPrivate(found.tokenFile))?.trim();
  if (!found || !token) {
    throw new SpoolError("unavailable", `no runner is running with the data directory ${dataDirectory}`, {
      hint: "start it with: spool serve",
    });
  }
  return { url: found.url, token };
}

/** A file that only this user could have written and read; undefined when it is not there. */
async function readPrivate(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new SpoolError("forbidden", `${path} cannot be read: ${code}`, {
      hint: "it must be a plain file of the user who runs the runner",
      cause: error,
    });
  }
  await using opened = file;
  // Of the opened file, not of its name: the name could be given to another file in between.
  const { uid, mode } = await opened.stat();
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new SpoolError("forbidden", `${path} does not belong to this user alone`, {
      hint: `another user could have put a runner of their own there; check it, then: chmod 600 ${path}`,
      details: { uid, mode: (mode & 0o777).toString(8) },
    });
  }
  return opened.readFile("utf8");
}
