import type { LaneView } from "../../../shared/api/views.ts";
import type { CommandAction } from "../command.ts";
import { renderLanes } from "../render/lanes.ts";
import { wireLane } from "../wire/lanes.ts";

export const laneList: CommandAction = async (context) => {
  const { lanes } = await (await context.runner()).lanes.list();
  const { terminal } = context;
  await context.print({
    json: () => ({ lanes: lanes.map(wireLane) }),
    text: () => renderLanes(lanes, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};

export const laneOpen: CommandAction = async (context, call) => {
  const { lane } = await (await context.runner()).lanes.open({ account: call.argument("account") });
  await context.print({ json: () => ({ lane: wireLane(lane) }), text: () => openedText(lane) });
  return undefined;
};

function openedText({ account, state }: LaneView): string {
  const next = "next: spool queue status\n";
  return state === "probing"
    ? `Account ${account}: one job tries now, the others follow when the vendor answers\n${next}`
    : `Account ${account} is open\n${next}`;
}
