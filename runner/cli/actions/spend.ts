import { spendGroups } from "../../../shared/model/spend.ts";
import type { CommandAction } from "../command.ts";
import { renderSpend } from "../render/spend.ts";
import { wireSpend } from "../wire/spend.ts";

export const spendAction: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const view = await runner.spend.query({
    by: call.choice("by", spendGroups),
    from: call.text("from"),
    to: call.text("to"),
    project: call.text("project"),
  });
  const { terminal } = context;
  await context.print({
    json: () => wireSpend(view),
    text: () => renderSpend(view, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
