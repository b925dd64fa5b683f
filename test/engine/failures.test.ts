import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed, type TestBed, type TestBedOptions } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");
const agents = { other: { adapter: "command", command: [process.execPath, scriptedAgent] } };

/** Passes on the base, where there is no answer; says what Python would say of a bad one, behind a lot of noise. */
const pythonCheck = `#!/bin/sh
[ ! -f answer.txt ] || grep -q good answer.txt && exit 0
i=0; while [ $i -lt 60 ]; do echo "noise $i"; i=$((i + 1)); done
echo "  File \\"$PWD/answer.py\\", line $$, in <module>"
echo "NameError: name 'answer' is not defined"
exit 1
`;

function bedWith(check: string, type: object = {}, options: TestBedOptions = {}): Promise<TestBed> {
  const implement = { agent: "script", publish: "patch", retry_limit: 2, verify: ["sh check.sh"], ...type };
  const { files, project, ...rest } = options;
  return startTestBed({
    ...rest,
    agents,
    files: { "check.sh": check, ...files },
    project: { job_types: { implement }, ...project },
  });
}

async function run(bed: TestBed, instruction: string) {
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  const events = await bed.events({ threadId: job.threadId });
  const classified = events.flatMap((event) => (event.type === "failure.classified" ? [event.data] : []));
  return { job: detail.job, runs: detail.runs.map((view) => view.run), events, classified, detail };
}

/** A scenario stands in the instruction itself: its conditions are written so that they do not fit their own text. */
const write = (content: string) => [{ write: { path: "answer.txt", content } }];
const bad = instruct("Answer", { steps: write("bad\n") });

test("the next attempt gets the hint and the evidence, not the whole log", async () => {
  await using bed = await bedWith(pythonCheck);
  const instruction = instruct("Answer", {
    cases: [
      { when: { instruction: "What to do[:] The name is not defined there" }, steps: write("good\n") },
      { steps: write("bad\n") },
    ],
  });
  const { job, runs, classified } = await run(bed, instruction);
  expect([job.status, job.attemptsUsed]).toEqual(["succeeded", 2]);
  expect(classified).toMatchObject([
    {
      step: "sh check.sh",
      class: "python.name_error",
      severity: "recoverable",
      rule: "built_in",
      known: false,
      evidence: ["NameError: name 'answer' is not defined"],
      decision: "tries again with a hint",
    },
  ]);
  expect(runs[0]?.failure).toMatchObject({ class: "python.name_error", decision: "tries again with a hint" });
  const brief = await readFile(join(bed.config.runtime.dataDirectory, "runs", runs[1]?.id ?? "", "brief.json"), "utf8");
  expect(brief).toContain("NameError: name 'answer' is not defined");
  expect(brief).not.toContain("noise 3");
});

test("the same failure twice brings in the backup agent, once, whatever the limit says", async () => {
  await using bed = await bedWith(pythonCheck, { retry_limit: 1, backup_agent: "other", backup_model: "large" });
  const { job, runs, classified, events } = await run(bed, bad);
  expect(runs.map(({ agent, model }) => [agent, model])).toEqual([
    ["script", null],
    ["script", null],
    ["other", "large"],
  ]);
  expect(classified.map(({ decision }) => decision)).toEqual([
    "tries again with a hint",
    "the same failure twice: escalates to other large",
    "the same failure twice, and no backup agent is left: a person must decide",
  ]);
  expect(new Set(classified.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(events.filter(({ type }) => type === "job.escalated")).toHaveLength(1);
  expect(job).toMatchObject({
    status: "blocked",
    agent: "other",
    escalatedFrom: { agent: "script", model: null },
    reason:
      "sh check.sh failed with exit code 1: NameError: name 'answer' is not defined (the same failure twice, and no backup agent is left: a person must decide)",
  });
});

test("what the backup agent mends is a success", async () => {
  await using bed = await bedWith(pythonCheck, { backup_agent: "other" });
  const instruction = instruct("Answer", {
    cases: [{ when: { attempt: 3 }, steps: write("good\n") }, { steps: write("bad\n") }],
  });
  const { job, runs } = await run(bed, instruction);
  expect([job.status, runs.map(({ agent }) => agent)]).toEqual(["succeeded", ["script", "script", "other"]]);
});

test("a person's retry begins to count anew", async () => {
  await using bed = await bedWith(pythonCheck);
  const { job } = await run(bed, bad);
  expect(job).toMatchObject({ status: "blocked", attemptsUsed: 2 });
  await bed.client.api.jobs.retry.mutate({ jobId: job.id });
  await bed.event((event) => event.type === "job.status" && event.jobId === job.id && event.data.from === "blocked");
  const third = await bed.event((event) => event.type === "run.started" && event.data.attempt === 3);
  const judged = await bed.event((event) => event.type === "failure.classified" && event.runId === third.runId);
  expect(judged.data).toMatchObject({ decision: "tries again with a hint" });
});

test("a hard failure escalates at once; where nobody is set a person must decide", async () => {
  const check = "[ ! -f answer.txt ] || nosuchtool --version\n";
  const off = { baseline: "off" };
  await using bed = await bedWith(check, { backup_agent: "other", ...off });
  const escalated = await run(bed, bad);
  expect(escalated.runs.map(({ agent }) => agent)).toEqual(["script", "other"]);
  expect(escalated.classified[0]).toMatchObject({ class: "shell.command_not_found", severity: "hard" });
  expect(escalated.job.status).toBe("blocked");
  await using alone = await bedWith(check, off);
  const { job } = await run(alone, bad);
  expect(job).toMatchObject({ status: "blocked", attemptsUsed: 1 });
  expect(job.reason).toContain("no backup agent is left: a person must decide");
});

test("a tool that is missing on the base as well is nobody's to mend; one that was there, is the job's", async () => {
  await using missing = await bedWith("nosuchtool --version\n", { backup_agent: "other" });
  const blocked = await run(missing, bad);
  expect([blocked.job.status, blocked.runs.length]).toEqual(["blocked", 1]);
  expect(blocked.classified[0]).toMatchObject({
    known: true,
    decision: "the check cannot run here, not even on the base: a person must decide",
  });
  await using broken = await bedWith("[ ! -f answer.txt ] || grep -q good answer.txt || nosuchtool\n");
  const instruction = instruct("Answer", {
    cases: [{ when: { attempt: 2 }, steps: write("good\n") }, { steps: write("bad\n") }],
  });
  const mended = await run(broken, instruction);
  expect([mended.job.status, mended.runs.length]).toEqual(["succeeded", 2]);
});

/** Old fails everywhere; New fails where there is a bad answer. */
const goCheck = `#!/bin/sh
echo "--- FAIL: TestOld (0.00s)"; echo "    old_test.go:3: old trouble"
[ ! -f answer.txt ] || grep -q good answer.txt || { echo "--- FAIL: TestNew (0.00s)"; echo "    new_test.go:9: new trouble"; }
echo FAIL
exit 1
`;

test("what failed on the base already is not retried, and is said to be known", async () => {
  await using bed = await bedWith(goCheck, { verify: ["sh check.sh", "true"] });
  const good = instruct("Answer", { steps: write("good\n") });
  const first = await run(bed, good);
  expect([first.job.status, first.runs.length, first.runs[0]?.verification]).toEqual([
    "succeeded",
    1,
    "known_failures",
  ]);
  expect(first.classified).toMatchObject([
    {
      class: "go.test_failure",
      known: true,
      knownTests: ["TestOld"],
      decision: "already failed on the base: not ours",
    },
  ]);
  expect(first.detail.artifacts.some(({ kind }) => kind === "mbox")).toBe(true);
  const steps = (events: typeof first.events) =>
    events.flatMap((event) => (event.type === "step.started" ? [event.data.name] : []));
  expect(steps(first.events)).toEqual(["sh check.sh", "sh check.sh (on the base)", "true"]);
  // Found out once for a commit and a command, over the runner's life.
  await bed.restart();
  const second = await run(bed, good);
  expect(second.job.status).toBe("succeeded");
  expect(steps(second.events)).toEqual(["sh check.sh", "true"]);
  const seen = await bed.client.api.worktrees.list.query({});
  expect(seen.worktrees.filter(({ threadId, state }) => threadId === null && state === "active")).toEqual([]);
});

test("of old and new failures only the new ones go back to the agent", async () => {
  await using bed = await bedWith(goCheck);
  const instruction = instruct("Answer", {
    cases: [{ when: { instruction: "new[ ]trouble" }, steps: write("good\n") }, { steps: write("bad\n") }],
  });
  const { job, runs, classified } = await run(bed, instruction);
  expect([job.status, runs.map(({ verification }) => verification)]).toEqual([
    "succeeded",
    ["failed", "known_failures"],
  ]);
  expect(classified[0]).toMatchObject({
    known: false,
    newTests: ["TestNew"],
    knownTests: ["TestOld"],
    decision: "tries again with a hint, about the new failures only",
  });
  expect(runs[1]?.remediation).toContain("Failed before this work and not to be repaired:\n- TestOld");
  expect(runs[1]?.remediation).not.toContain("old trouble");
});

test("with baseline: off, and for checks that came with the job, what fails is the job's own", async () => {
  await using off = await bedWith(goCheck, {}, { project: { baseline: "off" } });
  const first = await run(off, bad);
  expect([first.job.status, first.classified[0]?.known]).toEqual(["blocked", false]);
  await using own = await bedWith(goCheck, { verify: [] });
  const start = { project: "demo", instruction: bad, verify: ["sh check.sh"] };
  const { job } = await own.client.api.threads.start.mutate(start);
  expect(job.baseline).toBe(false);
  await own.settled(job.id);
  expect((await own.client.api.jobs.get.query({ jobId: job.id })).job.status).toBe("blocked");
});

const gatedCheck = (gate: string) => `#!/bin/sh
[ -f answer.txt ] || while [ ! -f "${gate}" ]; do sleep 0.05; done
${goCheck}`;

test("a restart in the middle of a comparison goes on with it and tells it once", async () => {
  let gate = "";
  await using bed = await bedWith(
    'exec sh "$GATED"\n',
    {},
    {
      inherited: (directory) => ({ GATED: join(directory, "gated.sh") }),
      runtime: { pass_environment: ["GATED"] },
      before: async (repository) => {
        const { writeFile } = await import("node:fs/promises");
        gate = join(repository, "..", "open");
        await writeFile(join(repository, "..", "gated.sh"), gatedCheck(gate));
      },
    },
  );
  const instruction = instruct("Answer", { steps: write("good\n") });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  const isBase = (event: { type: string; data: unknown }) =>
    event.type === "step.started" && JSON.stringify(event.data).includes("on the base");
  await bed.event(isBase);
  await bed.restart(async () => {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(gate, "");
  });
  expect(await bed.settled(job.id)).toBe("succeeded");
  const events = await bed.events({ threadId: job.threadId });
  expect(events.filter(isBase)).toHaveLength(1);
  expect(events.filter(({ type }) => type === "failure.classified")).toHaveLength(1);
});

test("a cancel in the middle of a comparison ends it, and its worktree goes", async () => {
  await using bed = await bedWith('[ -f answer.txt ] || sleep 600\necho "--- FAIL: TestOld (0.00s)"; exit 1\n');
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: bad });
  await bed.event((event) => event.type === "step.started" && event.data.name.includes("on the base"));
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs[0]?.run.failure).toBeNull();
  await expect
    .poll(
      async () => {
        const { worktrees } = await bed.client.api.worktrees.list.query({});
        return worktrees.filter((worktree) => worktree.threadId === null && worktree.state === "provisioning").length;
      },
      { timeout: 15_000 },
    )
    .toBe(0);
});

test("a project's own rule wins, and one that is wrong is told with its line", async () => {
  const rules = `rules:
  - class: shop.answer
    pattern: name 'answer' is not defined
    hint: Write good into answer.txt.
  - class: shop.broken
    regex: .*
    hint: x
`;
  await using bed = await bedWith(pythonCheck, {}, { files: { ".spool/failures.yml": rules } });
  const instruction = instruct("Answer", {
    cases: [{ when: { instruction: "What to do[:] Write good" }, steps: write("good\n") }, { steps: write("bad\n") }],
  });
  const { job, classified, events } = await run(bed, instruction);
  expect([job.status, classified[0]?.class, classified[0]?.rule]).toEqual(["succeeded", "shop.answer", "project"]);
  const warning = events.find((event) => event.type === "warning");
  expect(warning?.type === "warning" && warning.data).toMatchObject({ code: "failure_rules" });
  expect(JSON.stringify(warning)).toContain("line 6: rules[1].regex: unknown key");
});

test("an agent's own failure is told apart from its work's", async () => {
  await using bed = await bedWith("true\n", { backup_agent: "other" });
  const refusing = instruct("Answer", {
    cases: [
      { when: { attempt: 1 }, steps: [{ fail: { failure: "refusal", message: "the request was refused" } }] },
      { steps: write("good\n") },
    ],
  });
  const refused = await run(bed, refusing);
  expect([refused.job.status, refused.runs.map(({ agent }) => agent)]).toEqual(["succeeded", ["script", "other"]]);
  expect(refused.classified).toMatchObject([{ step: null, class: "agent.refusal", severity: "hard" }]);
  const full = instruct("Answer", {
    cases: [
      { when: { attempt: 1 }, steps: [{ fail: { failure: "context_overflow", message: "prompt is too long" } }] },
      { when: { instruction: "begin[ ]afresh" }, steps: write("good\n") },
    ],
  });
  const overflown = await run(bed, full);
  expect([overflown.job.status, overflown.classified[0]?.class]).toEqual(["succeeded", "agent.context_overflow"]);
});

test("a check that runs out of time is a class of its own", async () => {
  const verify = [{ name: "slow", run: "[ ! -f answer.txt ] || sleep 60", timeout_minutes: 0.01 }];
  await using bed = await bedWith("", { verify, retry_limit: 0 });
  const { job, classified } = await run(bed, bad);
  expect([job.status, classified[0]?.class]).toEqual(["failed", "verify.timeout"]);
});
