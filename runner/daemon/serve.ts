import { SpoolError } from "../../shared/errors.ts";
import { formatConfigErrors, formatConfigNotices } from "../config/render.ts";
import { loadConfig } from "../config/load.ts";
import { configPath } from "../config/locate.ts";
import { watchConfig } from "../config/watch.ts";
import { startRunner } from "../main.ts";
import { createLogger } from "../observe/log.ts";

export interface ServeOptions {
  config?: string | undefined;
  logLevel?: string | undefined;
}

/** `spool serve`: runs until it is told to stop. Resolves after an orderly stop; agents at work go on without it. */
export async function serve(options: ServeOptions): Promise<void> {
  const path = configPath(process.env, options.config);
  const loaded = await loadConfig(path, process.env);
  if (!loaded.ok) {
    throw new SpoolError("config_invalid", formatConfigErrors(loaded.path, loaded.problems), {
      hint: "spool init writes a configuration to start from; spool config validate checks one",
    });
  }
  const logger = createLogger({ level: options.logLevel ?? "info" });
  if (loaded.notices.length > 0) logger.warn(formatConfigNotices(path, loaded.notices));
  const runner = await startRunner(loaded.config, logger);
  using _watch = watchConfig(path, process.env, (next) => {
    if (!next.ok) {
      logger.error(`the changed configuration is not valid, the old one stays:\n${formatConfigErrors(path, next.problems)}`);
      return;
    }
    runner.reload(next.config).then(
      () => logger.info("the changed configuration is in use"),
      (err: unknown) => logger.error({ err }, "the changed configuration could not be taken in"),
    );
  });
  const signal = await stopSignal();
  logger.info({ signal }, "stopping");
  await runner.stop();
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
  });
}
