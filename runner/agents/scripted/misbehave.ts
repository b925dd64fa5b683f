import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import type { Misbehaviour } from "./scenario.ts";

const out = 1;

/** All of it, even where a pipe takes less at a time. */
function writeWhole(bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(out, bytes, written);
    } catch (error) {
      // A full pipe whose other end is slow: Node made it non-blocking.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function forEver(): Promise<never> {
  // A timer keeps the process alive; a promise alone would not.
  setInterval(() => {}, 1_000_000);
  return new Promise<never>(() => {});
}

/** What a broken or hostile agent does to its supervisor. */
export async function misbehave(how: Misbehaviour): Promise<void> {
  switch (how) {
    case "hang":
      await forEver();
      return;
    case "flood":
      for (let line = 0; line < 25_000; line += 1) writeWhole(Buffer.from(`line ${line} of a flood\n`));
      return;
    case "half_line":
      writeWhole(Buffer.from('::spool {"type":"mess'));
      return;
    case "long_line":
      writeWhole(Buffer.alloc(10 * 1024 * 1024, "x"));
      writeWhole(Buffer.from("\n"));
      return;
    case "bad_utf8":
      writeWhole(Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x28, 0x62, 0x0a]));
      return;
    case "daemon": {
      // Leaves the process group and the session, and outlives its parent.
      const child = spawn("setsid", ["sleep", "600"], { detached: true, stdio: "ignore" });
      await new Promise((done, refuse) => {
        child.once("spawn", done);
        child.once("error", refuse);
      });
      child.unref();
      writeWhole(Buffer.from(`daemon ${child.pid}\n`));
      return;
    }
    case "ignore_term":
      for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
      writeWhole(Buffer.from("ignoring signals\n"));
      await forEver();
      return;
    case "crash":
      process.kill(process.pid, "SIGSEGV");
      await forEver();
      return;
  }
}
