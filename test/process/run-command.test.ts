import { expect, test } from "vitest";
import { expectSuccess, runCommand, type CommandOptions } from "../../runner/process/run-command.ts";
import { carriers, eventually, misbehave, useBench } from "./support.ts";

const bench = useBench();

function run(argv: string[], parts: Partial<CommandOptions> = {}) {
  const environment = { PATH: "/usr/bin:/bin", TOKEN: bench.folder };
  return runCommand(argv, { cwd: bench.folder, environment, timeoutMs: 10_000, ...parts });
}

test("output, exit code and input of a command, and nothing of the runner's environment", async () => {
  const result = await run(["sh", "-c", "cat; env | cut -d= -f1 | sort | tr '\\n' ' ' >&2; exit 4"], {
    input: "a\n\xff",
  });
  expect(result).toMatchObject({ kind: "exited", code: 4 });
  const { stdout, stderr } = result.kind === "exited" ? result : {};
  expect(stdout?.toString()).toBe("a\n\xff");
  expect(stderr?.toString()).toBe("PATH PWD SPOOL_PROCESS TOKEN ");
});

test("bytes are not touched", async () => {
  const result = await run(misbehave("wrong-utf8"));
  expect(expectSuccess(["x"], result).stdout.toString("latin1")).toBe("a\xff\xfeb\x80\n\xc3");
});

test.each(["silent", "forks", "setsid", "ignores-term"])(
  "a command that is too slow (%s) is killed with its descendants",
  async (way) => {
    const result = await run(misbehave(way), { timeoutMs: 150 });
    expect(result.kind).toBe("timed_out");
    expect(() => expectSuccess(["sh", "x"], result)).toThrow(/did not end within/);
    await eventually(
      () => carriers(bench.folder),
      (pids) => pids.length === 0,
    );
  },
);

test("a command that says too much is killed, what it said so far is kept", async () => {
  const result = await run(misbehave("chatty"), { outputLimit: 5000 });
  expect(result.kind).toBe("output_limit");
  expect(result.kind === "output_limit" && result.stdout.length).toBe(5000);
  await eventually(
    () => carriers(bench.folder),
    (pids) => pids.length === 0,
  );
});

test("a daemon that holds the output open does not hold the caller", async () => {
  const result = await run(misbehave("daemon"));
  expect(result).toMatchObject({ kind: "exited", code: 0 });
  expect(expectSuccess(["x"], result).stdout.toString()).toBe("done\n");
  await eventually(
    () => carriers(bench.folder),
    (pids) => pids.length === 0,
  );
});

test("cancelled before and while it runs", async () => {
  expect((await run(["sleep", "300"], { signal: AbortSignal.abort() })).kind).toBe("aborted");
  expect((await run(["sleep", "300"], { signal: AbortSignal.timeout(50) })).kind).toBe("aborted");
});

test("what cannot be started is a result too, and an error with a code where success is expected", async () => {
  const missing = await run(["no-such-program-here"]);
  expect(missing).toMatchObject({ kind: "not_started", reason: expect.stringContaining("ENOENT") });
  expect(() => expectSuccess(["no-such-program-here"], missing)).toThrow(
    expect.objectContaining({ code: "process_failed" }),
  );
  expect(await run(["true"], { cwd: "/no/such/folder" })).toMatchObject({ kind: "not_started" });
  expect(await run([])).toMatchObject({ kind: "not_started" });
});

test("a failure says what ran and what it said", async () => {
  const argv = ["sh", "-c", "echo 'bad thing' >&2; exit 2"];
  const result = await run(argv);
  expect(() => expectSuccess(argv, result)).toThrow(/sh -c exited with 2: bad thing/);
});

test("a command that a signal ended is told apart", async () => {
  expect(await run(["sh", "-c", "kill -KILL $$"])).toMatchObject({ kind: "signalled", signal: "SIGKILL" });
});
