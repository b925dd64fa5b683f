import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { humanLine, humanLines } from "../../runner/observe/human-lines.ts";
import { createLogger } from "../../runner/observe/log.ts";
import { SpoolError } from "../../shared/errors.ts";
import { temporaryDirectory } from "../builders/directory.ts";

const program = join(import.meta.dirname, "../../dist/runner/spool.js");

test("a person reads a clock, a level, words and facts; an error of ours with its hint and without a stack", () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", destination: humanLines((line) => lines.push(line)) });
  logger.info({ address: "http://127.0.0.1:7433", recovered: 0, token: "spool_x" }, "runner started");
  logger.error({ err: new SpoolError("git_failed", "no such branch", { hint: "There is main." }) }, "warm pool failed");
  logger.fatal({ err: new TypeError("x is not a function") }, "unexpected");
  const [started = "", failed = "", fatal = ""] = lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
  expect(started).toBe("info  runner started, address http://127.0.0.1:7433, recovered 0, token [redacted]\n");
  expect(failed).toBe("error warm pool failed\n  no such branch\n  hint: There is main.\n");
  expect(fatal).toMatch(/^fatal unexpected\n {2}TypeError: x is not a function\n {6}at /);
});

test("what others said cannot drive the terminal", () => {
  const line = humanLine(
    JSON.stringify({ level: 40, time: 0, msg: "\u001B]0;evil\u0007\u202Etxt\r", path: "\u001B[2J" }),
  );
  expect(line).toMatch(/^\d\d:\d\d:\d\d warn {2}\]0;eviltxt, path \[2J\n$/);
});

/** script(1) gives the program a terminal. */
async function serveOnTerminal(directory: string, redirection: string): Promise<string> {
  const config = join(directory, "spool.yml");
  await writeFile(config, `runtime: { data_dir: ${join(directory, "data")} }\nserver: { listen: "127.0.0.1:0" }\n`);
  const command = `${process.execPath} ${program} serve --config ${config} ${redirection}`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { HOME: directory, PATH: process.env["PATH"] },
    stdio: ["pipe", "pipe", "ignore"],
  });
  // Ctrl-C, once it says that it is there.
  child.stdout.on("data", (chunk: Buffer) => {
    if (chunk.includes("runner started")) child.stdin.end("\u0003");
  });
  return text(child.stdout);
}

test("serve speaks in words on a terminal, in JSON lines anywhere else", async () => {
  await using directory = await temporaryDirectory();
  const spoken = await serveOnTerminal(directory.path, "");
  expect(spoken).toMatch(/\d\d:\d\d:\d\d info {2}runner started, address http:\/\/127\.0\.0\.1:\d+/);
  expect(spoken).toContain("info  stopping, signal SIGINT");
  const piped = await serveOnTerminal(directory.path, "2>&1 | cat");
  expect(piped).toMatch(/\{"level":30,.*"msg":"runner started"\}/);
});
