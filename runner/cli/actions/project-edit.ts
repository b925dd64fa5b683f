import { configPath } from "../../config/locate.ts";
import { projectAdd } from "../../config/edit/edit-projects.ts";
import { projectRemove } from "../../config/edit/edit-projects.ts";
import type { CommandAction } from "../command.ts";
import { cleanLine } from "../terminal/clean.ts";

export const projectAddAction: CommandAction = async (context, call) => {
  const name = call.argument("name");
  const repo = call.requiredText("repo");
  const base = call.text("baseBranch");
  const path = configPath(context.environment, context.options.config);
  await projectAdd(path, { name, repo, ...(base !== undefined && { base_branch: base }) }, context.environment);
  await context.print({
    json: () => ({ path, project: { name } }),
    text: () =>
      `Added project ${cleanLine(name)} to ${cleanLine(path)}\nnext: spool thread start --project ${cleanLine(name)} "…"\n`,
  });
  return undefined;
};

export const projectRemoveAction: CommandAction = async (context, call) => {
  const name = call.argument("name");
  const path = configPath(context.environment, context.options.config);
  await projectRemove(path, name, context.environment);
  await context.print({
    json: () => ({ path, project: { name } }),
    text: () => `Removed project ${cleanLine(name)} from ${cleanLine(path)}; its threads stay readable\n`,
  });
  return undefined;
};
