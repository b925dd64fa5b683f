import type { LaneView } from "../../../shared/api/views.ts";
import { openLaneInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { laneState } from "../../../shared/machines/account-lane.ts";
import { agentsByAccount, openForTry, openWholly } from "../account-lanes.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { laneView, untouched } from "../queries/lanes.ts";

/**
 * "Retry now": one job of the account is let through at once, and the others follow when the vendor answers it. Where one
 * is let through already, all are. An account that is open stays so. Error: `not_found` for one that no agent uses.
 */
export async function openLane(core: Core, caller: Caller, input: unknown): Promise<{ lane: LaneView }> {
  const { account } = parseInput(openLaneInput, input);
  return command(core, caller, "lane.open", { account }, async (transaction, now) => {
    const accounts = agentsByAccount(core);
    const lane = await transaction.lanes.get(account);
    const agents = accounts.get(account) ?? lane?.agents;
    if (agents === undefined) {
      throw new SpoolError("not_found", `no agent uses an account ${account}`, {
        hint: `accounts are: ${[...accounts.keys()].join(", ") || "none"}`,
        details: { what: "account", id: account, field: "account" },
      });
    }
    const by = caller.name;
    const opened =
      lane === undefined
        ? { ...untouched(account), agents }
        : lane.closed === null
          ? lane
          : laneState(lane, now) === "probing"
            ? await openWholly(transaction, lane, { by, subject: {}, now })
            : await openForTry(transaction, lane, { by, now });
    return { lane: laneView(opened, { waiting: await transaction.jobs.waiting(), now }) };
  });
}
