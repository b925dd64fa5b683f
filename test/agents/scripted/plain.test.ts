import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandAdapter } from "../../../runner/agents/command/adapter.ts";
import type { ScenarioStep } from "../../../runner/agents/scripted/scenario.ts";
import { type Ground, ground } from "../ground.ts";
import { drive, type Driven } from "../transport.ts";

const program = join(import.meta.dirname, "../../../runner/agents/scripted/agent.ts");

async function play(
  scenario: unknown,
  options: { prompt?: string; environment?: Record<string, string> } = {},
): Promise<{ agent: Driven; place: Ground }> {
  const place = await ground();
  await writeFile(join(place.root, "scenario.json"), JSON.stringify(scenario));
  const agent = await drive({
    adapter: commandAdapter,
    settings: {
      adapter: "command",
      command: [process.execPath, program, "--scenario", join(place.root, "scenario.json")],
      environment: options.environment ?? {},
    },
    launch: place.launch(options.prompt ?? "do it"),
    environment: place.environment,
  });
  onTestFinished(async () => {
    await agent.kill();
    await place[Symbol.asyncDispose]();
  });
  return { agent, place };
}
const steps = (...list: ScenarioStep[]) => ({ steps: list });

test("does what is written and reports it", async () => {
  const { agent, place } = await play(
    steps(
      { session: "s-1" },
      { think: "hm" },
      { plan: [{ text: "write", status: "in_progress" }] },
      { write: { path: "src/a.txt", content: "one\n" } },
      { edit: { path: "src/a.txt", find: "one", replace: "$& two" } },
      { edit: { path: "src/a.txt", find: "absent", replace: "" } },
      { run: "cat src/a.txt" },
      { run: "exit 3" },
      { delete: "README.md" },
      { usage: { input: 10, output: 5, costUsd: 0.25, turns: 2 } },
      { say: "All done." },
    ),
  );
  const { outcome } = await agent.ended();
  expect(outcome).toEqual({ kind: "completed", denials: 0, summary: "All done." });
  expect(await readFile(join(place.cwd, "src/a.txt"), "utf8")).toBe("$& two\n");
  expect(existsSync(join(place.cwd, "README.md"))).toBe(false);
  const results = agent.events.filter((event) => event.kind === "tool_result");
  expect(results.map((event) => event.ok)).toEqual([true, true, false, true, false, true]);
  expect(results[3]?.output).toBe("$& two");
  expect(agent.events).toContainEqual({ kind: "session", sessionId: "s-1" });
  expect(agent.events).toContainEqual({
    kind: "usage",
    tokens: { input: 10, cachedInput: 0, output: 5 },
    costUsd: 0.25,
    turns: 2,
  });
});

test("a second attempt may do what the first one failed to do", async () => {
  const scenario = {
    cases: [
      { when: { attempt: 2 }, steps: [{ say: "second" }] },
      { when: { instruction: "failed: .* is not 3" }, steps: [{ say: "told what is wrong" }] },
      { steps: [{ say: "first" }] },
    ],
  };
  const summaries = [];
  for (const options of [{}, { environment: { SPOOL_ATTEMPT: "2" } }, { prompt: "do it\nfailed: 2 is not 3" }]) {
    const { outcome } = await (await play(scenario, options)).agent.ended();
    summaries.push(outcome.kind === "completed" && outcome.summary);
  }
  expect(summaries).toEqual(["first", "second", "told what is wrong"]);
});

test("the instruction itself may hold the scenario", async () => {
  const prompt = "do it\n```spool-scenario\nsteps:\n  - say: from the text\n```\n";
  const { agent } = await play(steps({ say: "from the file" }), { prompt });
  expect((await agent.ended()).outcome).toMatchObject({ summary: "from the text" });
});

test("waits for a file", async () => {
  const { agent, place } = await play(steps({ say: "waiting" }, { wait: "go" }, { say: "went on" }));
  await agent.event("message");
  await writeFile(join(place.cwd, "go"), "");
  expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", summary: "went on" });
});

test("failures are told apart from crashes and from a scenario that is none", async () => {
  const limited = await play(
    steps({ fail: { failure: "rate_limit", message: "slow down", resetAt: 1_900_000_000_000 } }),
  );
  expect((await limited.agent.ended()).outcome).toMatchObject({
    failure: "rate_limit",
    limit: { kind: "rate", resetAt: 1_900_000_000_000 },
  });
  expect((await (await play(steps({ exit: 7 }))).agent.ended()).outcome).toMatchObject({ failure: "crash" });
  const crashed = await (await play(steps({ misbehave: "crash" }))).agent.ended();
  expect([crashed.outcome.kind, crashed.signal]).toEqual(["failed", "SIGSEGV"]);
  const wrong = await (await play({ steps: [{ dance: true }] })).agent.ended();
  expect([wrong.outcome.kind, wrong.code]).toEqual(["failed", 1]);
  expect(wrong.stderr).toContain("not a scenario");
});

test("what it does to its output is survived", async () => {
  const { agent } = await play(
    steps({ misbehave: "bad_utf8" }, { misbehave: "long_line" }, { misbehave: "flood" }, { misbehave: "half_line" }),
  );
  expect((await agent.ended()).outcome.kind).toBe("completed");
  expect(agent.events.filter((event) => event.kind === "message").length).toBe(25_002);
  expect(agent.events.filter((event) => event.kind === "warning").length).toBe(1);
});

test("what it does to its process is what supervisors must cope with", async () => {
  const deaf = await play(steps({ misbehave: "ignore_term" }));
  await deaf.agent.event("message");
  deaf.agent.process.kill("SIGTERM");
  await deaf.agent.kill();
  expect((await deaf.agent.ended()).signal).toBe("SIGKILL");

  const parent = await play(steps({ misbehave: "daemon" }, { say: "over" }));
  const { text } = await parent.agent.event("message");
  const pid = Number(text.replace("daemon ", ""));
  expect((await parent.agent.ended()).outcome.kind).toBe("completed");
  // The transport found it by its environment and ended it.
  expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
});
