import type { Pause } from "../../../shared/model/records.ts";
import type { CommandAction } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { pauseLines, renderQueue } from "../render/queue.ts";
import { wirePause } from "../wire/records.ts";
import { queueResult } from "../wire/results.ts";

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
  await printPauses(context, await runner.queue.pause(request));
  return undefined;
};

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
