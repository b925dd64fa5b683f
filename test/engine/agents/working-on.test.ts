import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

const agents = [...vendors, "acp"];

describe.skipIf(!supported)("an agent that works on", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet({ runtime: { max_concurrent_jobs: agents.length } });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test("while there is no runner, and nothing is told twice", async () => {
    const started = await Promise.all(agents.map((agent) => fleet.start(agent, "wait", { permissions: "allow" })));
    const trees = await Promise.all(started.map((each) => fleet.wrote(each, "begun.txt")));
    await fleet.bed.restart(async () => {
      for (const tree of trees) await writeFile(join(tree, "go.txt"), "");
      const over = () => trees.every((tree) => existsSync(join(tree, "over.txt")));
      await expect.poll(over, { timeout: 20_000 }).toBe(true);
    });
    // Two answers of the model each.
    const input = { claude: 2400, codex: 1800, "codex-exec": 1800, gemini: 2400 };
    for (const each of started) {
      const { agent } = each;
      const { job, runs } = await fleet.settled(each);
      expect([agent, job.status, job.attemptsUsed, runs.length]).toEqual([agent, "succeeded", 1, 1]);
      const events = (await fleet.eventsOf(each.threadId)).filter(({ type }) => type.startsWith("agent."));
      const told = events.map(({ type, data }) => `${type} ${JSON.stringify(data)}`);
      expect(new Set(told).size, told.join("\n")).toBe(told.length);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      expect(["started", "session", "tool_call", "tool_result"].map((name) => count(`agent.${name}`))).toEqual([
        1, 1, 1, 1,
      ]);
      if (agent in input) {
        expect(runs[0]?.run.tokens).toMatchObject({ input: input[agent as keyof typeof input], output: 84 });
      }
      const said = events.flatMap((event) => (event.type === "agent.message" ? [event.data.text.trim()] : []));
      expect(said).toEqual(["Waiting.", "Finished."]);
    }
  });

  test.concurrent.each(["claude", "codex"])("%s is told more while it works", async (agent) => {
    const started = await fleet.start(agent, "wait", { permissions: "allow" });
    const tree = await fleet.wrote(started, "begun.txt");
    await fleet.bed.client.api.threads.send.mutate({ threadId: started.threadId, text: "FURTHER-WORDS" });
    await fleet.event(started.threadId, ({ type }) => type === "message.delivered");
    await writeFile(join(tree, "go.txt"), "");
    expect((await fleet.settled(started)).job.status).toBe("succeeded");
    expect(fleet.asked(started)).toContain("FURTHER-WORDS");
  });
});
