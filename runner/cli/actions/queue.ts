import type { Pause } from "../../../shared/model/records.ts";
import type { CommandAction } from "../command.ts";
import { type CommandContext, onInterrupt } from "../context.ts";
import type { RunnerPort } from "../runner-port.ts";
import { plural } from "../../../shared/units.ts";
import { pauseLines, renderQueue } from "../render/queue.ts";
import { wirePause } from "../wire/records.ts";
import { queueResult } from "../wire/results.ts";
import { interrupted } from "./watch.ts";

export const queueStatus: CommandAction = async (context) => {
  const queue = await (await context.runner()).queue.get();
  const { terminal } = context;
  await context.print({
    json: () => queueResult(queue),
    text: () => renderQueue(queue, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};

export const queuePause: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const project = call.text("project");
  const reason = call.text("reason");
  const request = { ...(project !== undefined && { project }), ...(reason !== undefined && { reason }) };
  const answer = await runner.queue.pause(request);
  const drained = !call.flag("drain") || (await drain(context, runner, project));
  await printPauses(context, answer);
  return drained ? undefined : interrupted;
};

/** Waits until nothing that the pause concerns is at work; false when the person had enough of waiting. */
async function drain(context: CommandContext, runner: RunnerPort, project: string | undefined): Promise<boolean> {
  using interrupt = onInterrupt();
  const { projects } = await runner.projects.list();
  const projectId = projects.find((known) => known.name === project || known.id === project)?.id;
  const working = async () => {
    const { active, seq } = await runner.queue.get();
    const jobs = active.filter((job) => project === undefined || job.projectId === projectId);
    return { seq, jobs };
  };
  let { seq, jobs } = await working();
  let told = -1;
  while (jobs.length > 0) {
    if (told !== jobs.length) context.terminal.note(`spool: waiting for ${plural(jobs.length, "job")} at work\n`);
    told = jobs.length;
    const stop = new AbortController();
    const signal = AbortSignal.any([interrupt.signal, stop.signal]);
    for await (const event of runner.events.follow({}, { after: seq, signal })) if (event.type === "job.status") break;
    stop.abort();
    if (interrupt.signal.aborted) return false;
    ({ seq, jobs } = await working());
  }
  return true;
}

export const queueResume: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const project = call.text("project");
  await printPauses(context, await runner.queue.resume(project === undefined ? {} : { project }));
  return undefined;
};

async function printPauses(context: CommandContext, { pauses }: { pauses: Pause[] }): Promise<void> {
  const { terminal } = context;
  await context.print({
    json: () => ({ pauses: pauses.map(wirePause) }),
    text: () =>
      pauses.length === 0
        ? "The queue runs\n"
        : pauseLines(pauses, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
}
