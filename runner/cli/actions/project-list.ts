import type { CommandAction } from "../command.ts";
import { renderProjects } from "../render/administration.ts";
import { projectListResult } from "../wire/results.ts";

export const projectList: CommandAction = async (context) => {
  const { projects } = await (await context.runner()).projects.list();
  const { terminal } = context;
  await context.print({
    json: () => projectListResult(projects),
    text: () => renderProjects(projects, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
