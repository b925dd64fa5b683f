import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** VS Code puts unix sockets into it, whose names alone take 52 of the 107 bytes that a path may have. */
function shortTemporary(): string {
  return tmpdir().length <= 30 ? tmpdir() : "/tmp";
}

/** A fresh directory with a short path, removed when it is closed, and also when this process is interrupted. */
export async function ownDirectory(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(shortTemporary(), "spool-e2e-"));
  const onExit = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", onExit);
  return {
    path,
    async [Symbol.asyncDispose]() {
      process.off("exit", onExit);
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
