import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askForBudget, askForPlan } from "../builders/approvals.ts";
import { parsePairing } from "../../shared/pairing.ts";
import { type Box, changedFiles, openBox, patchText } from "./support/box.ts";
import { oneLine as json } from "./support/one-line.ts";
import { moveTo, seedApproval, seedRun, seedThread } from "./support/seed.ts";

let box: Box;

beforeAll(async () => {
  box = await openBox({
    logs: async () => [
      { name: "agent.out", size: 12, ended: true },
      { name: "verify-1.out", size: 3, ended: true },
    ],
    readLog: async ({ name, offset }) => {
      const text = name === "agent.out" ? "hi \u001B[31mred\u001B[0m\nend" : "ok\n";
      const size = text.length;
      return { name, offset, text: text.slice(offset), nextOffset: size, size, ended: true };
    },
  });
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

test("a thread is started from words, an option, a file and standard input", async () => {
  const words = await box.spoolProcess(["thread", "start", "Fix", "the", "login", "--project", "demo"]);
  expect(words).toMatchObject({ code: 0, stderr: "" });
  expect(words.stdout).toMatch(
    /^Created thread \w{6}: Fix the login\nQueued job \w{6} \(implement\)\nnext: spool thread watch \w{6}\n$/,
  );
  const stdin = await box.spool(["submit", "--json", "--instruction", "-", "--prompt", "x"], {
    input: "From stdin\nsecond line\n",
  });
  expect(json(stdin.stdout)).toMatchObject({
    project: { name: "demo" },
    thread: { summary: "From stdin second line" },
    job: { instruction: "From stdin\nsecond line", prompt: "x", status: "queued" },
  });
  const file = join(box.home, "task.md");
  await writeFile(file, "From a file");
  const fromFile = await box.spool(["thread", "start", "--instruction-file", file, "--title", "T", "--hold", "--json"]);
  expect(json(fromFile.stdout)).toMatchObject({ job: { instruction: "From a file", summary: "T", status: "pending" } });
  const twice = await box.spool(["thread", "start", "--goal", "a", "b"]);
  expect(twice).toMatchObject({ code: 2, stdout: "" });
  expect(twice.stderr).toBe(
    "spool: the instruction is given more than once\nhint: use one of: --instruction, --instruction-file, words behind the options\n",
  );
  expect(await box.spool(["thread", "start", "--instruction", "-"])).toMatchObject({ code: 2 });
  expect(await box.spool(["thread", "start", "--instruction", "-"], { input: Buffer.from([255, 254]) })).toMatchObject({
    code: 2,
  });
});

test("ids are found by their ends, and the exit code says what went wrong", async () => {
  const { thread, job } = await seedThread(box.world, "Exit codes");
  const end = thread.id.slice(-6);
  expect(json((await box.spool(["thread", "show", end, "--json"])).stdout)).toMatchObject({
    thread: { id: thread.id },
  });
  expect(json((await box.spool(["--json", "job", "show", job.id.slice(-5).toUpperCase()])).stdout)).toMatchObject({
    job: { id: job.id },
  });
  expect(await box.spoolProcess(["thread", "show", "zzzzzz"])).toMatchObject({
    code: 3,
    stderr: "spool: no thread zzzzzz\n",
  });
  expect(await box.spool(["thread", "show", "abc"])).toMatchObject({ code: 2 });
  expect(await box.spool(["job", "retry", job.id])).toMatchObject({ code: 4 });
  expect(await box.spool(["job", "approve", job.id])).toMatchObject({ code: 4 });
  expect(await box.spool(["thread", "list", "--status", "busy"])).toMatchObject({ code: 2 });
  expect(await box.spool(["thread", "list", "--limit", "many"])).toMatchObject({ code: 2 });
  expect(await box.spool(["nonsense"])).toMatchObject({ code: 2, stdout: "" });
  const asJson = await box.spool(["thread", "show", "zzzzzz", "--json"]);
  expect(asJson).toMatchObject({ code: 3, stderr: "" });
  expect(json(asJson.stdout)).toMatchObject({ error: { code: "not_found", message: "no thread zzzzzz" } });
  await moveTo(box.world, job.id, "preparing", "failed");
  expect(await box.spool(["job", "show", job.id, "--exit-code"])).toMatchObject({ code: 5 });
  expect(await box.spool(["thread", "watch", end])).toMatchObject({ code: 5 });
  expect(await box.spool(["job", "retry", job.id])).toMatchObject({ code: 0 });
  expect((await box.spool(["job", "cancel", job.id])).stdout).toMatch(/^Cancelled job/);
  expect(await box.spool(["thread", "watch", end, "--json"])).toMatchObject({ code: 6, stderr: "" });
  expect(await box.spool(["thread", "archive", end])).toMatchObject({ code: 0 });
  expect((await box.spool(["thread", "list"])).stdout).not.toContain("Exit codes");
  expect((await box.spool(["thread", "list", "--all"])).stdout).toContain("Exit codes");
  expect((await box.spool(["thread", "list", "--status", "archived"])).stdout).toContain("Exit codes");
  expect((await box.spool(["thread", "archive", "--undo", end])).stdout).toMatch(/^Took back thread \w{6}: Exit codes/);
  expect((await box.spool(["thread", "list"])).stdout).toContain("Exit codes");
  expect(await box.spool(["thread", "list", "--status", "archived", "--all"])).toMatchObject({ code: 2 });
});

test("questions are answered, with and without a comment", async () => {
  const { job } = await seedThread(box.world, "Ask me");
  await moveTo(box.world, job.id, "preparing", "running", "waiting_approval");
  await seedApproval(box.world, job);
  const shown = await box.spool(["thread", "show", job.threadId]);
  expect(shown.stdout).toContain(`answer: spool job approve ${job.id.slice(-6)}, or reject`);
  const rejected = await box.spool(["job", "reject", job.id, "--comment", "no new dependencies"]);
  expect(rejected.stdout).toBe(
    `Rejected 1 question of job ${job.id.slice(-6)}\n  permission: run npm install lru-cache@11\n`,
  );
  const [approval] = await box.world.core.store.read.approvals.forJob(job.id);
  expect(approval).toMatchObject({ status: "rejected", comment: "no new dependencies" });
});

test("a used-up budget is extended by an amount; what is no amount, or of something else, is told with the way out", async () => {
  const { job } = await seedThread(box.world, "Spend");
  await moveTo(box.world, job.id, "preparing", "running");
  await askForBudget({ runner: box.world }, job.id);
  const approve = (...more: string[]) => box.spool(["job", "approve", job.id, ...more]);
  const refused = await approve("--amount", "much");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain('--amount: "much" is not a number');
  const both = await approve("--amount", "5", "--choice", "extend_half");
  expect(both.stderr).toMatch(/amount: this says how much, and so does the choice\n.*leave it out/);
  expect((await approve("--amount", "5")).stdout).toContain("Approved 1 question");
  const after = await box.world.core.store.read.jobs.get(job.id);
  expect(after).toMatchObject({ status: "queued", budgetExtra: { turns: 5, usd: 0 } });

  const { job: asks } = await seedThread(box.world, "Ask");
  await moveTo(box.world, asks.id, "preparing", "running", "waiting_approval");
  await seedApproval(box.world, asks);
  const wrong = await box.spool(["job", "approve", asks.id, "--amount", "5"]);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toMatch(/amount: only a budget is extended by an amount, when it is approved\n.*leave it out/);
});

test("a plan is decided on by the revision that is shown", async () => {
  const { job } = await seedThread(box.world, "Plan it");
  await moveTo(box.world, job.id, "preparing", "running");
  const { revision } = await askForPlan({ runner: box.world }, { jobId: job.id });
  const end = job.id.slice(-6);
  const answer = `approve: spool job approve ${end} --revision ${revision}`;
  expect((await box.spool(["thread", "show", job.threadId])).stdout).toContain(answer);
  for (const rest of [[], ["--comment", "fine"]]) {
    const blind = await box.spool(["job", "approve", end, ...rest]);
    expect(blind).toMatchObject({ code: 2, stdout: "" });
    expect(blind.stderr).toContain(`spool job approve <job> --revision ${revision}`);
    const stale = await box.spool(["job", "reject", end, ...rest, "--revision", "0123"]);
    expect(stale.stderr).toContain("has changed since you read it");
  }
  const rejected = ["job", "reject", end, "--revision", revision, "--comment", "too large"];
  expect((await box.spool(rejected)).stdout).toContain("Rejected 1 question");
  const [plan] = await box.world.core.store.read.approvals.forJob(job.id);
  expect(plan).toMatchObject({ kind: "plan", status: "rejected", comment: "too large" });
});

test("logs, changes, worktrees, events, queue, agents, projects and tokens", { timeout: 60_000 }, async () => {
  const { thread, job } = await seedThread(box.world, "Everything else");
  const { worktreeId } = await seedRun(box.world, job);
  expect((await box.spool(["job", "logs", job.id])).stdout).toBe(
    "==> agent.out <==\nhi red\nend\n\n==> verify-1.out <==\nok\n",
  );
  expect((await box.spool(["job", "logs", job.id, "--file", "agent.out", "--raw"])).stdout).toBe(
    "hi \u001B[31mred\u001B[0m\nend",
  );
  expect((await box.spool(["job", "logs", job.id, "-f"])).stdout).toBe("hi red\nend\n");
  expect((await box.spool(["job", "logs", job.id, "--list"])).stdout).toMatch(/verify-1\.out +3 B/);
  expect((await box.spool(["thread", "diff", thread.id])).stdout).toBe(patchText);
  expect((await box.spool(["thread", "diff", thread.id, "--stat"])).stdout).toContain("2 files +41 −3");
  expect(json((await box.spool(["thread", "diff", thread.id, "--json"])).stdout)).toMatchObject({
    additions: changedFiles.additions,
  });
  expect((await box.spool(["worktree", "list"])).stdout).toContain("/srv/worktrees/x");
  expect((await box.spool(["worktree", "pin", worktreeId.slice(-6)])).code).toBe(0);
  expect(json((await box.spool(["worktree", "inspect", worktreeId, "--json"])).stdout)).toMatchObject({
    worktree: { pinned: true },
  });
  expect((await box.spool(["worktree", "unpin", worktreeId])).code).toBe(0);
  expect((await box.spool(["worktree", "prune", "--dry-run"])).stdout).toBe("Would remove 0 worktrees; 0 stay\n");
  const attach = [
    "event",
    "attach",
    thread.id,
    "--type",
    "ci.failed",
    "--source",
    "github",
    "--source-id",
    "1",
    "--body",
    "x",
  ];
  expect(json((await box.spool([...attach, "--json"])).stdout)).toMatchObject({ event: { payload: { body: "x" } } });
  expect(json((await box.spool(["thread", "send", thread.id, "hello", "there", "--json"])).stdout)).toMatchObject({
    message: { text: "hello there" },
  });
  expect(json((await box.spool(["continue", thread.id, "more", "--json"])).stdout)).toMatchObject({
    job: { job_type: "continue" },
  });
  expect((await box.spool(["thread", "create", "--summary", "Later"])).stdout).toMatch(
    /^Created thread \w{6}: Later\n/,
  );
  expect((await box.spool(["queue", "pause", "--reason", "lunch"])).stdout).toContain("lunch");
  expect((await box.spool(["queue", "status"])).stdout).toContain("the queue is paused");
  expect((await box.spool(["queue", "resume"])).stdout).toBe("The queue runs\n");
  expect((await box.spool(["agent", "list"])).stdout).toContain("not logged in");
  expect((await box.spool(["project", "list"])).stdout).toContain("/srv/demo.git");
  expect((await box.spool(["job", "list", thread.id])).stdout).toContain("Everything else");
  expect((await box.spool(["thread", "list"])).stdout).toContain("Everything else");
  const made = await box.spool(["token", "create", "--name", "ci", "--role", "viewer"]);
  expect(made.stdout).toMatch(/^spool_[\w-]{43}\n$/);
  expect(made.stderr).toContain("--address https://box.example:7433");
  const address = "http://127.0.0.1:7434/";
  const paired = await box.spool(["token", "create", "--name", "laptop", "--address", address]);
  const link = /^vscode:\/\/spool\.spool\/pair\?(.*)$/m.exec(paired.stderr)?.[1] ?? "";
  expect(parsePairing(link)).toEqual({
    address: "http://127.0.0.1:7434",
    token: paired.stdout.trim(),
    name: expect.any(String),
  });
  expect(paired.stderr).toContain("it holds the secret");
  const asJson = json((await box.spool(["token", "create", "--name", "other", "--json"])).stdout);
  expect(asJson).toMatchObject({ secret: expect.stringMatching(/^spool_/), pairing_uri: null });
  const before = (await box.world.core.store.read.tokens.list()).length;
  const wrong = await box.spool(["token", "create", "--name", "x", "--address", "https://me:secret@box.example"]);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(await box.world.core.store.read.tokens.list()).toHaveLength(before);
  expect((await box.spool(["token", "revoke", "ci"])).stdout).toMatch(/^Revoked token ci/);
  expect((await box.spool(["token", "list"])).stdout).toContain("revoked");
  expect(await box.spool(["token", "revoke", "ci"])).toMatchObject({ code: 3 });
});
