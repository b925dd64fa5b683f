import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";

const fixture = join(import.meta.dirname, "../chaos/fixtures/listener.ts");

test.each([
  ["says something", [], "succeeded", 0],
  ["says nothing", ["mute"], "failed", 1],
])("a message to an agent that %s after it is delivered, no job, and told of if it may be unread", async (...row) => {
  const [, mode, status, warnings] = row;
  await using bed = await startTestBed({
    runtime: { sandbox: "off" },
    agents: { listener: { adapter: "codex", command: [process.execPath, fixture, "/dev/null", ...mode] } },
  });
  const start = { project: "demo", instruction: "Listen 1", agent: "listener", retryLimit: 0 };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  await bed.event((event) => event.type === "agent.message" && event.data.text.endsWith("in the middle"));
  await bed.client.api.threads.send.mutate({ threadId: thread.id, text: "Heard" });
  expect(await bed.settled(job.id)).toBe(status);
  const events = await bed.events({ threadId: thread.id });
  expect(events.filter(({ type }) => type === "message.delivered")).toHaveLength(1);
  expect(events.filter(({ type }) => type === "message.queued")).toEqual([]);
  const told = events.filter((event) => event.type === "warning" && event.data.code === "message");
  expect(told).toHaveLength(warnings);
});
