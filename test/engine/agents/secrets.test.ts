import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { apiKey, caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** Command lines of everything that runs now. */
function commandLines(): string[] {
  const lines: string[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      lines.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      // It ended meanwhile.
    }
  }
  return lines;
}

describe.skipIf(!supported)("a key in an agent's environment", { timeout: caseMs }, () => {
  let fleet: Fleet;
  const logged: string[] = [];
  beforeAll(async () => {
    fleet = await startFleet({ suffixes: ["-e401"], onLog: (line) => void logged.push(line) });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test("reaches the vendor and nothing else", async () => {
    const { api } = fleet.bed.client;
    const seenLines = new Set<string>();
    const sampling = setInterval(() => commandLines().forEach((line) => seenLines.add(line)), 50);
    // Each closes its account, and must not park those that have the same vendor's work to do.
    const refused = ["claude-e401", "codex-e401", "codex-exec-e401"];
    const names = "ANTHROPIC_API_KEY$STUB_KEY$GEMINI_API_KEY";
    const started = await Promise.all([
      ...vendors.map((agent) => fleet.start(agent, "edit", { permissions: "allow", verify: [`test -z "$${names}"`] })),
      // What fails is told in words, and words are where keys slip in.
      ...refused.map((agent) => fleet.start(agent, "e401", { retryLimit: 0 })),
      fleet.start("claude-unreached", "hello", { retryLimit: 0 }),
    ]);
    const told: unknown[] = [];
    for (const each of started) {
      if (refused.includes(each.agent)) await fleet.reaches(each, "retry_queued");
      else await fleet.settled(each);
      const detail = await api.jobs.get.query({ jobId: each.jobId });
      told.push(detail, await api.threads.get.query({ threadId: each.threadId }));
      for (const { id } of detail.artifacts) told.push(await (await fleet.bed.client.download(id)).text());
      for (const { run } of detail.runs) {
        const logs = await api.runs.logs.query({ runId: run.id });
        for (const { name } of logs) told.push(await api.runs.readLog.query({ runId: run.id, name, offset: 0 }));
      }
    }
    clearInterval(sampling);
    const ends = await Promise.all(started.map(async ({ jobId }) => (await api.jobs.get.query({ jobId })).job.status));
    expect(ends).toEqual([...vendors.map(() => "succeeded"), ...refused.map(() => "retry_queued"), "failed"]);
    told.push(await fleet.bed.events(), await api.status.query(), await api.agents.list.query());

    const used = (["claude", "codex", "gemini"] as const).map((vendor) =>
      JSON.stringify(fleet.models.of(vendor).requests.map(({ headers }) => headers)).includes(apiKey),
    );
    expect(used, "the vendor must have it").toEqual([true, true, true]);
    expect(JSON.stringify(told)).not.toContain(apiKey);
    expect(logged.join("\n")).not.toContain(apiKey);
    expect(logged.length).toBeGreaterThan(0);
    expect([...seenLines].filter((line) => line.includes("--input-format")).length).toBeGreaterThan(0);
    expect([...seenLines].filter((line) => line.includes(apiKey))).toEqual([]);
    const files = filesBelow(fleet.bed.directory);
    expect(files.some((path) => path.endsWith("/processes/agent/out"))).toBe(true);
    expect(files.filter((path) => readFileSync(path).includes(apiKey))).toEqual([]);
  });
});
