import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

const run = promisify(execFile);

describe.skipIf(!supported)("the vendors' own programs at the plan gate", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet({ files: { ".gitignore": "ignored/\n" } });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  async function pendingPlan(jobId: string, threadId: string, number: number) {
    let left = number;
    const asked = await fleet.event(threadId, (event) => event.type === "approval.requested" && (left -= 1) === 0);
    const approvalId = asked.type === "approval.requested" ? asked.data.approvalId : "";
    const { approval } = await fleet.bed.client.api.approvals.get.query({ approvalId });
    expect(approval.jobId).toBe(jobId);
    return approval;
  }

  test.concurrent.each(vendors)(
    "%s plans, cannot write by any of five ways, plans again with comments, and works",
    async (agent) => {
      const { api } = fleet.bed.client;
      const started = await fleet.start(agent, "propose", { mode: "interactive", permissions: "allow" });
      const { jobId, threadId, tag } = started;
      const first = await pendingPlan(jobId, threadId, 1);
      expect(first).toMatchObject({ title: "Say hello", payload: { number: 1 } });
      await api.approvals.decide.mutate({
        approvalId: first.id,
        revision: first.revision,
        decision: "request_changes",
        comments: [{ anchor: { kind: "step", step: 1 }, text: "briefly" }],
        comment: `[[play replan ${tag}]]`,
      });
      const second = await pendingPlan(jobId, threadId, 2);
      expect(second).toMatchObject({ title: "Say hello, briefly", payload: { number: 2 } });
      await api.approvals.decide.mutate({
        approvalId: second.id,
        revision: second.revision,
        decision: "approve",
        comment: `[[play edit ${tag}]]`,
      });
      const detail = await fleet.settled(started);
      expect([detail.job.status, detail.job.reason]).toEqual(["succeeded", null]);
      const runs = detail.runs.map(({ run: one }) => one);
      // Gemini does not find its session in another worktree: it says so, and is told task and plan whole.
      const missing = agent === "gemini" ? ["agent.session_missing"] : [];
      expect(runs.map(({ failureClass }) => failureClass)).toEqual([null, ...missing, null, ...missing, null]);
      if (agent !== "gemini") expect(new Set(runs.map(({ sessionId }) => sessionId)).size).toBe(1);
      expect(runs[0]?.tokens.output).toBeGreaterThan(0);
      const events = await fleet.eventsOf(threadId);
      // Each has a mode of its own that only reads, and does not write what it was told not to.
      expect(JSON.stringify(events)).not.toContain("no read-only mode");
      const { files } = await api.threads.changes.query({ threadId });
      expect(files.map(({ path }) => path)).toEqual(["hello.txt"]);
      const asked = fleet.asked(started);
      expect(asked).toContain("> briefly");
      expect(asked).toContain("Files of the plan");
      const mirror = join(fleet.bed.directory, "data/repositories/demo/repository.git");
      const { stdout } = await run("git", ["-C", mirror, "for-each-ref", "--format=%(refname)", "refs/heads/evil"]);
      expect(stdout).toBe("");
    },
  );
});
