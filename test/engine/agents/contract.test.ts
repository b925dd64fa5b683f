import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, type Started, startFleet } from "./support/fleet.ts";

const agents = ["claude", "codex"];
const type = { publish: "patch", verify: [], permissions: "allow" };

describe.skipIf(!supported)("the vendors' own programs, held to a plan and to rules", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    const rules = [
      { command: "touch *", answer: "allow" },
      { command: "cp *", answer: "ask" },
      { command: "rm *", answer: "deny" },
    ];
    fleet = await startFleet({
      project: {
        job_types: {
          warn: { ...type, contract: "warn" },
          ask: { ...type, contract: "ask" },
          stop: { ...type, contract: "stop" },
          held: { ...type, contract: "ask", permissions: "ask" },
          ruled: { ...type, permissions: { default: "ask", rules } },
        },
      },
    });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  /** A job whose plan names hello.txt alone and is approved; then its agent writes stray.txt as well. */
  async function strayed(agent: string, jobType: string, scene = "stray", argument = ""): Promise<Started> {
    const started = await fleet.start(agent, "proposal", { jobType, mode: "interactive" });
    const { id, revision } = await asked(started, "plan");
    const comment = `[[play ${scene} ${started.tag} ${argument}]]`;
    await fleet.bed.client.api.approvals.decide.mutate({ approvalId: id, revision, decision: "approve", comment });
    return started;
  }
  async function asked({ threadId }: Started, kind: string) {
    const event = await fleet.event(threadId, (each) => each.type === "approval.requested" && each.data.kind === kind);
    const approvalId = event.type === "approval.requested" ? event.data.approvalId : "";
    return (await fleet.bed.client.api.approvals.get.query({ approvalId })).approval;
  }
  /** How it ended, and whether preflight looked at it last. */
  async function outcome(started: Started) {
    const { job, runs } = await fleet.settled(started);
    const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: started.threadId });
    const stages = runs.at(-1)?.stages.map(({ name, outcome: how }) => `${name} ${how}`) ?? [];
    return {
      status: job.status,
      files: files.map(({ path }) => path).toSorted(),
      checked: stages.includes("preflight ok"),
      attempts: job.attemptsUsed,
    };
  }
  const both = { status: "succeeded", files: ["hello.txt", "stray.txt"], checked: true, attempts: 1 };

  test.concurrent.each(agents)("%s is told of, and goes on, where the project only warns", async (agent) => {
    const started = await strayed(agent, "warn");
    expect(await outcome(started)).toEqual(both);
    const told = (await fleet.eventsOf(started.threadId)).filter(({ type: name }) => name === "contract.deviation");
    expect(told).toMatchObject([{ data: { files: [{ path: "stray.txt" }], policy: "warn" } }]);
  });

  test.concurrent.each(agents)(
    "%s waits for the answer where the project asks, and is granted the file",
    async (agent) => {
      const started = await strayed(agent, "ask");
      const { id, payload } = await asked(started, "contract");
      expect(payload["files"]).toMatchObject([{ path: "stray.txt" }]);
      await fleet.bed.client.api.approvals.decide.mutate({ approvalId: id, decision: "approve" });
      expect(await outcome(started)).toEqual(both);
    },
  );

  test.concurrent("an edit of claude's beyond the plan is kept from happening, and made once it is granted", async () => {
    const approve = ({ id, revision }: Approval) =>
      fleet.bed.client.api.approvals.decide.mutate({ approvalId: id, revision, decision: "approve" });
    const started = await strayed("claude", "held", "overreach");
    const beyond = await asked(started, "contract");
    expect(beyond.payload["files"]).toMatchObject([{ path: "stray.txt", change: "wanted" }]);
    const { worktree } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    expect(existsSync(join(worktree?.path ?? "", "hello.txt"))).toBe(true);
    expect(existsSync(join(worktree?.path ?? "", "stray.txt"))).toBe(false);
    // It does the rest first: who answers sooner lets it go on to its end.
    const isAsked = (event: TimelineEvent) => event.type === "job.status" && event.data.reason === beyond.title;
    await fleet.event(started.threadId, isAsked);
    await approve(beyond);
    expect(await outcome(started)).toEqual(both);
  });

  test.concurrent.each(agents)(
    "%s is stopped at once where the project says so, and goes on after a grant",
    async (agent) => {
      const started = await strayed(agent, "stop", "stray", "stay");
      await fleet.reaches(started, "blocked");
      const { id } = await asked(started, "contract");
      await fleet.bed.client.api.approvals.decide.mutate({ approvalId: id, decision: "approve" });
      await fleet.reaches(started, "succeeded");
      expect(await outcome(started)).toEqual(both);
    },
  );

  test.concurrent.each(agents)(
    "%s is allowed, asked about and denied by rules, and preflight looks at the rest",
    async (agent) => {
      const started = await fleet.start(agent, "tries", { jobType: "ruled" });
      const { id, revision, payload } = await asked(started, "permission");
      expect(JSON.stringify(payload)).toContain("cp README.md asked.txt");
      await fleet.bed.client.api.approvals.decide.mutate({ approvalId: id, revision, decision: "approve" });
      expect(await outcome(started)).toEqual({ ...both, files: ["allowed.txt", "asked.txt"] });
      const denied = (await fleet.eventsOf(started.threadId)).filter(({ type: name }) => name === "agent.denied");
      expect(denied).toHaveLength(1);
    },
  );
});
