import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "../../../runner/process/launch.ts";
import { outputPath } from "../../../runner/process/process-directory.ts";
import { planSandbox } from "../../../runner/process/sandbox.ts";
import { probeSandbox } from "../../../runner/process/sandbox-probe.ts";
import { preciseNow } from "../harness/bench.ts";

/**
 * How long the machine needs to start so many supervised, sandboxed commands at once with nothing else around them: no
 * git, no store, no API. What a burst of dispatches cannot be faster than.
 */
export async function startBare(directory: string, program: string, count: number): Promise<number> {
  const cwd = join(directory, "work");
  await mkdir(cwd, { recursive: true });
  const sandbox = planSandbox("auto", await probeSandbox(), {
    writable: [cwd],
    readOnly: [join(program, "..")],
    hidden: [],
    network: true,
  });
  const called = preciseNow();
  const starts = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      using process = await launch({
        directory: join(directory, String(number)),
        mark: `bench.${Math.round(called)}.${number}`,
        argv: ["/bin/sh", program, "0"],
        cwd,
        environment: { PATH: "/usr/bin:/bin" },
        stdin: { kind: "none" },
        sandbox,
      });
      await process.wait();
      await process.reap();
      return Number(await readFile(outputPath(process.directory, "stdout"), "utf8")) / 1e6;
    }),
  );
  return Math.max(...starts) - called;
}
