import type { Store } from "../../runner/store/port.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Driver } from "./driver.ts";

/** Questions, their answers, closed accounts, and what all that cost. */
export async function brokenGates(
  violations: string[],
  facts: { store: Store; driver: Driver; events: readonly TimelineEvent[] },
): Promise<void> {
  const { store, driver, events } = facts;
  brokenAnswers(violations, driver, events);
  const agents = new Map<string, string>();
  for (const { behaviour, jobId, number } of driver.jobs) {
    const job = await store.read.jobs.get(jobId);
    if (job) agents.set(job.id, job.agent);
    const { attempts, answers, name } = behaviour;
    if (attempts !== undefined && job?.attemptsUsed !== attempts) {
      violations.push(`job ${number} (${name}) used ${job?.attemptsUsed} attempts, not ${attempts}`);
    }
    if (!answers) continue;
    const approvals = await store.read.approvals.forJob(jobId);
    for (const kind of ["plan", "contract"] as const) {
      const given = approvals.filter((approval) => approval.kind === kind).map(({ status }) => status);
      const wanted = (answers[kind] ?? []).map((decision) => statusOf[decision]);
      if (given.join() !== wanted.join()) {
        violations.push(`job ${number} (${name}): its ${kind} approvals are ${given.join()}, not ${wanted.join()}`);
      }
    }
  }
  brokenLanes(violations, agents, events);
  for (const lane of await store.read.lanes.list()) {
    if (lane.closed !== null) violations.push(`account ${lane.account} is closed though its last job succeeded`);
  }
}

const statusOf = { approve: "approved", reject: "rejected", request_changes: "changes_requested" } as const;

/** What a person was told to have answered is what is told to have been answered, once. */
function brokenAnswers(violations: string[], driver: Driver, events: readonly TimelineEvent[]): void {
  const decided = Map.groupBy(
    events.filter((event) => event.type === "approval.decided"),
    (event) => event.data.approvalId,
  );
  for (const event of events) {
    if (event.type !== "approval.requested") continue;
    const { approvalId, kind } = event.data;
    const answers = decided.get(approvalId) ?? [];
    if (answers.length !== 1) violations.push(`${kind} approval ${approvalId} was decided ${answers.length} times`);
    const told = driver.answered.get(approvalId);
    if (answers[0]?.data.status !== told) {
      violations.push(`${kind} approval ${approvalId} is ${answers[0]?.data.status}, and the person was told ${told}`);
    }
  }
}

/** Nothing starts on an account from its closing to its time, or to the moment in which it is opened. */
function brokenLanes(
  violations: string[],
  agents: ReadonlyMap<string, string>,
  events: readonly TimelineEvent[],
): void {
  // In this ground, an agent with an account of its own has that agent's name.
  const closed = new Map<string, number | null>();
  for (const event of events) {
    if (event.type === "lane.closed") closed.set(event.data.account, event.data.until);
    if (event.type === "lane.opened") closed.delete(event.data.account);
    if (event.type !== "run.started") continue;
    const until = closed.get(agents.get(event.jobId ?? "") ?? "");
    if (until === null || (until !== undefined && event.at < until)) {
      violations.push(`run ${event.runId} started at ${event.at} on an account that is closed until ${until}`);
    }
  }
}
