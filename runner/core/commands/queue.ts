import { pauseInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import type { Pause } from "../../../shared/model/records.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findProject } from "../references.ts";

/** Stops dispatch, of everything or of one project; what runs goes on. Pausing twice keeps the first pause. */
export async function pauseQueue(core: Core, caller: Caller, input: unknown): Promise<{ pauses: Pause[] }> {
  const request = parseInput(pauseInput, input);
  return command(core, caller, "queue.pause", request, async (transaction, now) => {
    const project = request.project === undefined ? null : await findProject(transaction, request.project);
    const projectId = project?.id ?? null;
    const paused = (await transaction.pauses.list()).some((pause) => pause.projectId === projectId);
    if (!paused) {
      const reason = request.reason ?? null;
      await transaction.pauses.put({ projectId, by: caller.name, reason, at: now });
      const subject = project ? { projectId: project.id } : {};
      await transaction.events.append([{ type: "queue.paused", ...subject, data: { by: caller.name, reason } }], now);
    }
    return { pauses: await transaction.pauses.list() };
  });
}

export async function resumeQueue(core: Core, caller: Caller, input: unknown): Promise<{ pauses: Pause[] }> {
  const request = parseInput(pauseInput, input);
  return command(core, caller, "queue.resume", request, async (transaction, now) => {
    const project = request.project === undefined ? null : await findProject(transaction, request.project);
    const removed = await transaction.pauses.remove(project?.id ?? null);
    if (removed) {
      const subject = project ? { projectId: project.id } : {};
      await transaction.events.append([{ type: "queue.resumed", ...subject, data: { by: caller.name } }], now);
    }
    return { pauses: await transaction.pauses.list() };
  });
}
