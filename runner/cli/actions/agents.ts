import type { CommandAction } from "../command.ts";
import { renderAgents } from "../render/administration.ts";
import { laneLines } from "../render/lanes.ts";
import { wireLane } from "../wire/lanes.ts";
import { wireAgent } from "../wire/records.ts";

export const agentList: CommandAction = async (context) => {
  const runner = await context.runner();
  const [{ agents }, { lanes }] = await Promise.all([runner.agents.list(), runner.lanes.list()]);
  const closed = lanes.filter(({ state }) => state !== "open");
  const { terminal } = context;
  await context.print({
    json: () => ({ agents: agents.map(wireAgent), lanes: closed.map(wireLane) }),
    text: () => {
      const options = { columns: terminal.columns(), paint: terminal.paint, now: Date.now() };
      return renderAgents(agents, options) + laneLines(closed, options);
    },
  });
  return undefined;
};
