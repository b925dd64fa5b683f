import type { CommandAction } from "../command.ts";
import { renderStatus } from "../render/status.ts";
import { statusResult } from "../wire/results.ts";

export const statusAction: CommandAction = async (context) => {
  const status = await (await context.runner()).status();
  const { terminal } = context;
  await context.print({
    json: () => statusResult(status),
    text: () => renderStatus(status, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
