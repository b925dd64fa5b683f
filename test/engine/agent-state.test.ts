import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { until } from "../chaos/until.ts";

/** Stands where Claude would: puts a link in the place of the file that its command line names, and stays. */
const swap = `
victim=$0
while [ $# -gt 0 ]; do
  if [ "$1" = --append-system-prompt-file ]; then ln -sf "$victim" "$2"; fi
  shift
done
touch "$victim.swapped"
exec sleep 600
`;

test("a restarted runner writes nothing again where an agent at work could have put a link", async () => {
  let victim = "";
  await using bed = await startTestBed({
    files: { "prompt.md": "evil words of the repository\n" },
    runtime: { sandbox: "off", pass_environment: ["SPOOL_TEST_VICTIM"] },
    inherited: (directory) => {
      victim = join(directory, "victim");
      return { SPOOL_TEST_VICTIM: victim };
    },
    agents: {
      odd: {
        adapter: "claude",
        command: ["/bin/sh", "-c", `exec /bin/sh -c '${swap}' "$SPOOL_TEST_VICTIM" "$@"`, "sh"],
      },
    },
    project: { job_types: { implement: { agent: "odd", system_prompt: "prompt.md" } } },
  });
  await writeFile(victim, "precious\n");
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "Go" });
  await until("the link", () => existsSync(`${victim}.swapped`));
  await bed.restart();
  await bed.event((event) => event.type === "run.recovered");
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  expect(await readFile(victim, "utf8")).toBe("precious\n");
});

test("what a command of the project has put in the place of the agent's files is replaced, not followed", async () => {
  let victim = "";
  const plant = `
state=$SPOOL_TEST_RUNS/$SPOOL_RUN_ID/agent-state
mkdir -p $state
for name in system-prompt.md system-prompt.md.new; do ln -s "$SPOOL_TEST_VICTIM" $state/$name; done`;
  await using bed = await startTestBed({
    files: { "prompt.md": "evil words of the repository\n" },
    runtime: { sandbox: "off", pass_environment: ["SPOOL_TEST_VICTIM", "SPOOL_TEST_RUNS"] },
    inherited: (directory) => {
      victim = join(directory, "victim");
      return { SPOOL_TEST_VICTIM: victim, SPOOL_TEST_RUNS: join(directory, "data", "runs") };
    },
    agents: { odd: { adapter: "claude", command: ["/bin/sh", "-c", "exit 1"] } },
    project: { setup: [plant], job_types: { implement: { agent: "odd", system_prompt: "prompt.md", retry_limit: 0 } } },
  });
  await writeFile(victim, "precious\n");
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "Go" });
  expect(await bed.settled(job.id)).toBe("failed");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  const state = join(bed.directory, "data", "runs", runs[0]?.run.id ?? "", "agent-state");
  expect(await readFile(join(state, "system-prompt.md"), "utf8")).toContain("evil words");
  expect(await readFile(victim, "utf8")).toBe("precious\n");
});
