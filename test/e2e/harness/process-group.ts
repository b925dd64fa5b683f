import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { listPids, readStat } from "../../../runner/process/process-stat.ts";

/** Not by a signal: that also finds the dead for whom nobody has waited, and the first process of a machine may take seconds. */
function isAlive(group: number): boolean {
  return listPids().some((pid) => readStat(pid)?.group === group);
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // Ended by itself meanwhile.
  }
}

export interface ProcessGroup extends AsyncDisposable {
  /** Resolves with the first match in what it prints; rejects with all it printed when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts a program whose whole process group ends with it, also when this process ends without closing anything. */
export function startGroup(
  program: string,
  values: string[],
  options: { env: Record<string, string>; log: string },
): ProcessGroup {
  const child: ChildProcess = spawn(program, values, {
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const group = child.pid;
  const onExit = () => group && signal(group, "SIGKILL");
  process.once("exit", onExit);
  const log = createWriteStream(options.log);
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      log.write(text);
    });
  }
  return {
    async printed(pattern) {
      const found = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(output);
        if (match) found.resolve(match);
      };
      look();
      child.stdout?.on("data", look);
      void ended.then(() => found.reject(new Error(`${program} ended:\n${output}`)));
      return found.promise;
    },
    async [Symbol.asyncDispose]() {
      if (group !== undefined) {
        signal(group, "SIGTERM");
        // Extension hosts take a moment to say goodbye to their extensions; a stuck one is not waited for.
        for (let patience = 100; isAlive(group) && patience > 0; patience--) await pause(50);
        signal(group, "SIGKILL");
      }
      await ended;
      process.off("exit", onExit);
      await new Promise((resolve) => log.end(resolve));
    },
  };
}
