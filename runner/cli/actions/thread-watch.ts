import type { ThreadDetail } from "../../../shared/api/views.ts";
import { isJobActive, isJobWaiting } from "../../../shared/machines/job.ts";
import type { CommandAction } from "../command.ts";
import { exitCodeOfJob, exitCodes, type ExitCode } from "../exit-code.ts";
import { resolveId } from "./references.ts";
import { follow, interrupted, openOutput } from "./watch.ts";

const shownBefore = 200;

export const threadWatch: CommandAction = async (context, call) => {
  const tail = call.integer("tail") ?? shownBefore;
  const from = call.integer("after");
  const verbose = call.flag("verbose");
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const detail = await runner.threads.get({ threadId });
  let after = from ?? detail.seq;
  if (from === undefined && tail > 0) {
    const page = await runner.events.list({ threadId, limit: Math.min(tail, 1_000) });
    after = (page.events[0]?.seq ?? page.lastSeq + 1) - 1;
  }
  if (!atWork(detail) && !call.flag("keep")) {
    using output = openOutput(context, { verbose });
    for (;;) {
      const { events } = await runner.events.list({ threadId, after, limit: 500 });
      for (const event of events) output.print(event);
      const last = events.at(-1);
      if (!last || last.seq >= detail.seq) return outcome(detail);
      after = last.seq;
    }
  }
  const ended = await follow(context, { threadId, after, verbose }, async (event) => {
    if (call.flag("keep") || event.seq <= detail.seq || event.type !== "thread.status") return false;
    if (event.data.to === "active" || event.data.to === "waiting_input") return false;
    // A message that no agent took becomes a job in the moment in which the one before it ends: the thread goes on.
    return !atWork(await runner.threads.get({ threadId }));
  });
  return ended === null ? interrupted : outcome(await runner.threads.get({ threadId }));
};

function atWork({ jobs }: ThreadDetail): boolean {
  return jobs.some(({ status }) => isJobActive(status) || isJobWaiting(status));
}

function outcome({ jobs }: ThreadDetail): ExitCode {
  const newest = jobs.findLast(({ status }) => status !== "pending");
  return newest ? exitCodeOfJob(newest.status) : exitCodes.ok;
}
