import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markedProcesses } from "../builders/processes.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { until } from "../chaos/until.ts";

/** An agent of the ACP kind that asks for permission at the worst moment, `late` or `dying`, or stays when it is done: `staying`. */
const agent = `
import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
const line = (message) => JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n";
const question = line({
  id: "late", method: "session/request_permission",
  params: { sessionId: "s", toolCall: { toolCallId: "c", title: "late", kind: "execute" },
    options: [{ optionId: "allow", name: "Allow", kind: "allow_once" }] },
});
for await (const text of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(text);
  const answer = (result) => line({ id, result });
  if (method === "initialize") process.stdout.write(answer({ protocolVersion: 1, agentCapabilities: {} }));
  if (method === "session/new") process.stdout.write(answer({ sessionId: "s" }));
  if (method !== "session/prompt") continue;
  writeFileSync("work.txt", "work\\n");
  if (process.argv[2] === "late") process.stdout.write(answer({ stopReason: "end_turn" }) + question);
  else if (process.argv[2] === "staying") {
    setInterval(() => {}, 60_000);
    process.stdout.write(answer({ stopReason: "end_turn" }));
  } else {
    writeFileSync("at-work", "");
    while (!existsSync("go")) await new Promise((next) => setTimeout(next, 10));
    process.stdout.write(question, () => process.exit(3));
  }
}
`;

function bedFor(how: "late" | "dying" | "staying") {
  return startTestBed({
    files: { "agent.mjs": agent },
    agents: { odd: { adapter: "acp", command: [process.execPath, "agent.mjs", how], sandbox: "off" } },
  });
}

const start = { project: "demo", instruction: "Be odd", agent: "odd", permissions: "allow" as const, retryLimit: 0 };

test("an agent that asks after it has said that it is done has done its work all the same", async () => {
  await using bed = await bedFor("late");
  const { job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("succeeded");
});

test("an agent that is ended because it is done is no reason for a check that fails", async () => {
  await using bed = await bedFor("staying");
  const { job } = await bed.client.api.threads.start.mutate({ ...start, verify: ["false"] });
  const ended = await bed.event((event) => event.type === "run.ended");
  expect(await bed.settled(job.id)).toBe("failed");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs.map(({ run }) => [run.status, run.exitCause, run.verification])).toEqual([
    ["failed", "stopped", "failed"],
  ]);
  expect(ended).toMatchObject({ data: { reason: runs[0]?.run.failureReason, exitCause: "stopped" } });
  expect(runs[0]?.run.failureReason).toContain("false");
});

test("an agent that cannot be told the answer is ended, and does not wait for it until its time is up", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Ask", { steps: [{ ask: { title: "May I?", allowed: [], denied: [] } }] });
  const ask = { project: "demo", instruction, agent: "acp", permissions: "ask" as const, retryLimit: 0 };
  const { job } = await bed.client.api.threads.start.mutate(ask);
  const asked = await bed.event((event) => event.type === "approval.requested");
  const runs = join(bed.config.runtime.dataDirectory, "runs");
  const sent = join(runs, asked.runId ?? "", "processes", "agent", "sent.jsonl");
  await rm(sent);
  await mkdir(sent);
  await bed.client.api.jobs.approve.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("failed");
  expect(await markedProcesses(asked.runId ?? "")).toEqual([]);
});

test("an agent that asks and ends before it is answered has crashed; nobody has to unblock its job", async () => {
  await using bed = await bedFor("dying");
  const { job } = await bed.client.api.threads.start.mutate(start);
  const ready = await bed.event((event) => event.type === "worktree.ready");
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  const path = worktree?.path ?? "";
  await until("the agent is at work", () => existsSync(join(path, "at-work")));
  const { dataDirectory } = bed.config.runtime;
  await bed.restart(async () => {
    await writeFile(join(path, "go"), "");
    const exit = join(dataDirectory, "runs", ready.runId ?? "", "processes", "agent", "exit");
    await until("the agent has ended", () => existsSync(exit));
  });
  expect(await bed.settled(job.id)).toBe("failed");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs.map(({ run }) => run.failureClass)).toEqual(["agent.crash"]);
  expect(runs[0]?.run.exitCause).toBe("exit 3");
});
