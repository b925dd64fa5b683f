import { SpoolError } from "../../../shared/errors.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { isJobFinal } from "../../../shared/machines/job.ts";
import type { JobStatus } from "../../../shared/model/job.ts";
import { type CommandContext, onInterrupt } from "../context.ts";
import { exitCodeOfJob, type ExitCode } from "../exit-code.ts";
import { TimelinePrinter } from "../render/timeline/printer.ts";
import { wireTimelineEvent } from "../wire/records.ts";

export interface WatchRequest {
  threadId: string;
  /** Events up to this one are not shown. */
  after: number;
  verbose?: boolean;
}

/** What `spool` exits with when watching was ended by Ctrl-C: the outcome is not known. */
export const interrupted = 130;

/** Follows a job until it ends; resolves with its outcome. */
export async function watchJob(
  context: CommandContext,
  request: WatchRequest & { jobId: string },
): Promise<ExitCode | typeof interrupted> {
  const { jobId, threadId, after } = request;
  const runner = await context.runner();
  const { status } = (await runner.jobs.get({ jobId })).job;
  if (isSettled(status)) {
    // A repeat with the same idempotency key may be about a job that ended long ago: no event of it is to come.
    using output = openOutput(context, request);
    const { events } = await runner.events.list({ threadId, after, limit: 1_000 });
    for (const event of events) output.print(event);
    return exitCodeOfJob(status);
  }
  const ended = await follow(
    context,
    request,
    (event) => event.jobId === jobId && event.type === "job.status" && isSettled(event.data.to),
  );
  if (ended === null) return interrupted;
  return exitCodeOfJob((await runner.jobs.get({ jobId })).job.status);
}

function isSettled(status: JobStatus): boolean {
  return isJobFinal(status) || status === "blocked";
}

/**
 * Prints a thread's events as they happen, until one satisfies `ends`. Resolves with that event, or null when the person
 * had enough; the work goes on either way.
 */
export async function follow(
  context: CommandContext,
  request: WatchRequest,
  ends: (event: TimelineEvent) => boolean | Promise<boolean>,
): Promise<TimelineEvent | null> {
  const { threadId } = request;
  const runner = await context.runner();
  using interrupt = onInterrupt();
  using output = openOutput(context, request);
  let seen = request.after;
  let last: TimelineEvent | null = null;
  // Ending the subscription is part of each way out of here: an open one would keep the process alive.
  const stop = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, stop.signal]);
  try {
    for await (const event of runner.events.follow({ threadId }, { after: seen, signal })) {
      seen = event.seq;
      output.print(event);
      if (!(await ends(event))) continue;
      last = event;
      break;
    }
  } finally {
    stop.abort();
  }
  if (last === null) {
    if (interrupt.signal.aborted) {
      output.leave();
      return null;
    }
    throw new SpoolError("unavailable", "the runner ended the stream of events", {
      hint: "the work goes on; watch again to see it",
    });
  }
  // What was written with the end, or right behind it, belongs to the picture.
  const { events } = await runner.events.list({ threadId, after: seen, limit: 200 });
  for (const event of events) output.print(event);
  return last;
}

interface Output extends Disposable {
  print(event: TimelineEvent): void;
  leave(): void;
}

export function openOutput({ terminal, options }: CommandContext, { verbose }: { verbose?: boolean }): Output {
  const leave = () => {
    terminal.note("spool: no longer watching; the work goes on\n");
  };
  if (options.json) {
    return {
      print: (event) => {
        terminal.out(`${JSON.stringify(wireTimelineEvent(event))}\n`);
      },
      leave,
      [Symbol.dispose]: () => {},
    };
  }
  const { live, paint, columns } = terminal;
  const printer = new TimelinePrinter((text) => terminal.out(text), {
    columns,
    paint,
    live,
    verbose: verbose ?? false,
  });
  const timer = live ? setInterval(() => printer.tick(), 1_000) : undefined;
  return {
    print: (event) => {
      printer.print(event);
    },
    leave: () => {
      printer.close();
      leave();
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      printer.close();
    },
  };
}
