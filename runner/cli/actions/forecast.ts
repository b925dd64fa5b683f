import type { CommandAction } from "../command.ts";
import { renderForecast } from "../render/forecast.ts";
import { wireForecast } from "../wire/forecast.ts";
import { resolveProject } from "./references.ts";

export const forecastAction: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const project = await resolveProject(runner, call.text("project"));
  const jobType = call.text("jobType");
  const agent = call.text("agent");
  const view = await runner.forecast({ project, ...(jobType && { jobType }), ...(agent && { agent }) });
  const { terminal } = context;
  await context.print({
    json: () => wireForecast(view),
    text: () => renderForecast(view, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
