import type { CommandAction } from "../command.ts";
import { renderAgents } from "../render/administration.ts";
import { wireAgent } from "../wire/records.ts";

export const agentList: CommandAction = async (context) => {
  const { agents } = await (await context.runner()).agents.list();
  const { terminal } = context;
  await context.print({
    json: () => ({ agents: agents.map(wireAgent) }),
    text: () => renderAgents(agents, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
