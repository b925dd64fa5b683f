import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../runner/config/load.ts";
import { dataPaths } from "../../runner/daemon/paths.ts";
import { redactor } from "../../runner/daemon/redact.ts";
import { Settings } from "../../runner/daemon/settings.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

test("a secret is taken out wherever it stands; short values and other text stay", () => {
  const redact = redactor(['quo"te\\d-secret', "short", "long-enough"]);
  expect(redact({ a: ['x quo"te\\d-secret y', "short"], b: { c: "long-enough" }, n: 1 })).toEqual({
    a: ["x [secret] y", "short"],
    b: { c: "[secret]" },
    n: 1,
  });
  const untouched = { text: "nothing here" };
  expect(redact(untouched)).toBe(untouched);
});

test("of secrets that begin alike nothing is left, and a key of several lines is taken out line by line", () => {
  const key = ["-----BEGIN KEY-----", "b3BlbnNzaC1rZXktdjEAAAAA", "c2Vjb25kLWxpbmUtb2Yta2V5", "}"];
  const redact = redactor(["same-begin", "same-beginning", key.join("\n")]);
  expect(redact("same-beginning same-begin")).toBe("[secret] [secret]");
  expect(key.slice(1).map(redact)).toEqual(["[secret]", "[secret]", "}"]);
});

test("a secret stays hidden over any number of reloads: a run may still have it", async () => {
  await using data = await temporaryDirectory();
  const config = (value: string) => {
    const text = "agents: { a: { adapter: claude, env: { API_KEY: $KEY } } }";
    const parsed = parseConfig(text, join(data.path, "spool.yml"), { HOME: data.path, KEY: value });
    if (!parsed.ok) throw new Error("not a configuration");
    return parsed.config;
  };
  const settings = new Settings(config("first-secret"), "runner", dataPaths(data.path));
  settings.replace(config("second-secret"));
  settings.replace(config("third-secret"));
  expect(settings.redact("first-secret second-secret third-secret")).toBe("[secret] [secret] [secret]");
});

test("an agent and a check that print their key put it on no timeline, into no summary and no reason", async () => {
  const key = "planted-key-5f2c9a";
  await using bed = await startTestBed({
    environment: { PLANTED: key },
    agents: {
      leaky: {
        adapter: "command",
        command: ["/bin/sh", "-c", "cat > /dev/null; echo $API_KEY; echo $API_KEY >&2; exit 3"],
        env: { API_KEY: "$PLANTED" },
      },
    },
  });
  const start = { project: "demo", agent: "leaky", instruction: instruct("Leak", { steps: [] }), retryLimit: 0 };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("failed");
  const told = JSON.stringify([
    await bed.events(),
    await bed.client.api.jobs.get.query({ jobId: job.id }),
    await bed.client.api.threads.get.query({ threadId: thread.id }),
  ]);
  expect(told).toContain("[secret]");
  expect(told).not.toContain(key);
});
