import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { SpoolError } from "../../shared/errors.ts";
import { DirectoryWatch } from "./directory-watch.ts";
import { readIdentity, readRecord, type ProcessRecord } from "./process-directory.ts";
import type { ProcessIdentity } from "./process-spec.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { refusalScript, takenExitCode } from "./supervisor-script.ts";
import { systemTools } from "./system-tools.ts";

/**
 * Takes over what an earlier runner launched. Undefined: nothing has started here so far. A supervisor may still be on
 * its way, if the runner died right after it spawned it: follow with `launch`, or with `abandon` to rule that out.
 */
export async function attach(directory: string): Promise<SupervisedProcess | undefined> {
  const found = find(directory);
  try {
    await found?.resumeInput();
    return found;
  } catch (error) {
    found?.close();
    throw error;
  }
}

function find(directory: string): SupervisedProcess | undefined {
  const record = readRecord(directory);
  const identity = record && readIdentity(directory);
  if (!record || !identity || identity === "refused") return undefined;
  return new SupervisedProcess(directory, record, identity, new DirectoryWatch(directory));
}

/**
 * Rules that nothing will start in this directory any more, unless something did already, which is then attached to be
 * read and ended: its input stays as it is, so that damage there does not keep it alive. Undefined is final: a
 * supervisor that is still on its way refuses to start.
 */
export async function abandon(directory: string): Promise<SupervisedProcess | undefined> {
  const tools = systemTools();
  while (existsSync(directory)) {
    const known = readIdentity(directory);
    if (known === "refused") return undefined;
    if (known) return find(directory);
    const child = spawn(tools.sh, ["-c", refusalScript(tools), "spool-abandon", directory], { stdio: "ignore" });
    const [code] = await once(child, "exit");
    if (code !== 0 && code !== takenExitCode) {
      throw new SpoolError("process_failed", `${directory} could not be abandoned`, { details: { code } });
    }
    // Taken: a supervisor is about to register. Else the loop reads what was decided.
    if (code === takenExitCode) await delay(5);
  }
  return undefined;
}

export async function openProcess(
  directory: string,
  record: ProcessRecord,
  identity: ProcessIdentity,
  watch: DirectoryWatch,
): Promise<SupervisedProcess> {
  const opened = new SupervisedProcess(directory, record, identity, watch);
  await opened.resumeInput();
  return opened;
}
