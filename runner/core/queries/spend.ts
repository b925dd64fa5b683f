import type { SpendInput } from "../../../shared/api/queries.ts";
import type { SpendView } from "../../../shared/api/views.ts";
import { dayBefore, dayOf } from "../../../shared/budget/day.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { Core } from "../core.ts";
import { findProject } from "../references.ts";

/** Days that are shown when none are named, with today. */
const usualDays = 30;

/** What runs used, over days of the runner's time zone. Errors: `not_found` for the project, `invalid_input` for a range that ends before it begins. */
export async function spendView(core: Core, { by, project: named, ...days }: SpendInput): Promise<SpendView> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const { timeZone } = core.limits();
  const to = days.to ?? dayOf(core.clock.now(), timeZone);
  const from = days.from ?? dayBefore(to, usualDays - 1);
  if (from > to) {
    throw new SpoolError("invalid_input", `from: ${from} is after ${to}`, { details: { field: "from" } });
  }
  const project = named === undefined ? undefined : await findProject(reads, named);
  const range = { from, to, projectId: project?.id ?? null };
  const names = new Map((await reads.projects.list()).map(({ id, name }) => [id, name]));
  const rows = (await reads.spend.by(by, range)).map((row) =>
    by === "project" ? { ...row, group: names.get(row.group) ?? row.group } : row,
  );
  return { seq, by, from, to, timeZone, rows, total: await reads.spend.total(range) };
}
