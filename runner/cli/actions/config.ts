import { configError } from "../../config/problem.ts";
import { configPath } from "../../config/locate.ts";
import { effectiveConfig } from "../../config/effective.ts";
import { formatConfigErrors, formatConfigNotices } from "../../config/render.ts";
import { loadConfig } from "../../config/load.ts";
import { stringify } from "yaml";
import type { CommandAction } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { clean } from "../terminal/clean.ts";

export const configValidate: CommandAction = async ({ options, environment, terminal }) => {
  const path = configPath(environment, options.config);
  const loaded = await loadConfig(path, environment);
  if (options.json) {
    const answer = loaded.ok
      ? { ok: true, path, projects: loaded.config.projects.length, notices: loaded.notices }
      : { ok: false, path, problems: loaded.problems };
    terminal.out(`${JSON.stringify(answer)}\n`);
  } else if (loaded.ok) {
    const { config, notices } = loaded;
    if (notices.length > 0) terminal.note(`${clean(formatConfigNotices(path, notices))}\n`);
    const agents = Object.keys(config.agents).length;
    terminal.out(`${clean(path)} is valid: projects ${config.projects.length}, agents ${agents}\n`);
  } else {
    terminal.note(`${clean(formatConfigErrors(path, loaded.problems))}\n`);
  }
  return loaded.ok ? exitCodes.ok : exitCodes.configInvalid;
};

export const configShow: CommandAction = async (context) => {
  const path = configPath(context.environment, context.options.config);
  const loaded = await loadConfig(path, context.environment);
  if (!loaded.ok) throw configError(path, "is not valid", loaded.problems, "correct it, then: spool config validate");
  const effective = effectiveConfig(loaded.config);
  await context.print({ json: () => ({ path, config: effective }), text: () => clean(stringify(effective)) });
  return undefined;
};
