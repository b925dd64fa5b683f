import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Approval } from "../../../shared/model/approval.ts";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, type Started, startFleet } from "./support/fleet.ts";
import { conversing } from "./support/vendors.ts";

const agents = [...conversing, "acp"];

describe.skipIf(!supported)("a question of an agent", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  async function asked(started: Started): Promise<Approval> {
    await fleet.reaches(started, "waiting_approval");
    const { approvals } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    const [approval] = approvals;
    if (!approval) throw new Error("nothing was asked");
    return approval;
  }
  async function decide({ id, revision }: Approval, decision: "approve" | "reject"): Promise<void> {
    const comment = decision === "reject" ? "not today" : undefined;
    await fleet.bed.client.api.approvals.decide.mutate({
      approvalId: id,
      decision,
      revision,
      ...(comment && { comment }),
    });
  }
  async function outcome(started: Started): Promise<{ status: string; ran: boolean; denials: string[] }> {
    const { job, approvals } = await fleet.settled(started);
    expect(approvals).toHaveLength(1);
    const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: started.threadId });
    const events = await fleet.eventsOf(started.threadId);
    const denials = events.flatMap((event) => (event.type === "agent.denied" ? [event.data.reason] : []));
    return { status: job.status, ran: files.some(({ path }) => path === "ran.txt"), denials };
  }
  const allowed = { status: "succeeded", ran: true, denials: [] };
  const denied = { status: "succeeded", ran: false, denials: ["not today"] };

  // Each agent is allowed once and denied once in this file.
  test.concurrent("acp is allowed through the API", async () => {
    const started = await fleet.start("acp", "ask", { permissions: "ask" });
    const approval = await asked(started);
    expect(approval).toMatchObject({ kind: "permission", status: "pending" });
    await decide(approval, "approve");
    expect(await outcome(started)).toEqual(allowed);
  });

  test.concurrent.each(["claude", "gemini"])("%s is denied through the API and goes on without", async (agent) => {
    const started = await fleet.start(agent, "ask", { permissions: "ask" });
    await decide(await asked(started), "reject");
    expect(await outcome(started)).toEqual(denied);
  });

  test.concurrent.each(["claude", "codex"])("%s is allowed by the command line", async (agent) => {
    const started = await fleet.start(agent, "ask", { permissions: "ask" });
    await asked(started);
    expect(await fleet.cli("job", "approve", started.jobId)).toContain("Approved 1 question");
    expect(await outcome(started)).toEqual(allowed);
  });

  test("is answered after the runner was stopped and started again", async () => {
    const started = await Promise.all(agents.map((agent) => fleet.start(agent, "ask", { permissions: "ask" })));
    const approvals = await Promise.all(started.map(asked));
    await fleet.bed.restart();
    expect(fleet.bed.runner.recovered).toBe(agents.length);
    for (const [index, approval] of approvals.entries()) await decide(approval, index % 2 === 0 ? "approve" : "reject");
    const outcomes = await Promise.all(started.map(outcome));
    expect(outcomes).toEqual(agents.map((_agent, index) => (index % 2 === 0 ? allowed : denied)));
  });
});
