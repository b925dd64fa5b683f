import { SpoolError } from "../../shared/errors.ts";
import type { SpoolConfig } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { clearText, isLoopback, parseListen } from "../config/listen.ts";
import { configPath } from "../config/locate.ts";
import { configError } from "../config/problem.ts";
import { formatConfigErrors, formatConfigNotices } from "../config/render.ts";
import { watchConfig } from "../config/watch.ts";
import { stopSignal } from "./stop-signal.ts";
import { startRunner } from "../main.ts";
import { humanLines } from "../observe/human-lines.ts";
import { createLogger } from "../observe/log.ts";

export interface ServeOptions {
  /** Path of the configuration as it was typed. */
  config: string | undefined;
  /** `host:port` instead of the configured one. */
  listen: string | undefined;
  environment: NodeJS.ProcessEnv;
}

/** `spool serve`: runs until it is told to stop. Resolves after an orderly stop; agents at work go on without it. */
export async function serve(options: ServeOptions): Promise<void> {
  const { environment } = options;
  const path = configPath(environment, options.config);
  const loaded = await loadConfig(path, environment);
  if (!loaded.ok) {
    const hint = "spool init writes a configuration to start from; spool config validate checks one";
    throw configError(loaded.path, "is not valid", loaded.problems, hint);
  }
  const logger = createLogger({
    level: environment["SPOOL_LOG_LEVEL"] ?? "info",
    ...(process.stderr.isTTY && { destination: humanLines((text) => process.stderr.write(text)) }),
  });
  if (loaded.notices.length > 0) logger.warn(formatConfigNotices(path, loaded.notices));
  // Nothing should get here. If it does, the words are kept and the process ends: its state is in the store, its agents
  // go on, and the next start takes them over.
  process.on("uncaughtException", (err) => {
    logger.fatal({ err }, "the runner met an error that nothing expected");
    process.exit(1);
  });
  const stopped = stopSignal();
  const runner = await startRunner(listenOn(loaded.config, options.listen), logger);
  using stack = new DisposableStack();
  const watchOptions = {
    environment,
    hash: loaded.source.hash,
    onError: (err: unknown) => logger.error({ err }, "watching the configuration failed"),
  };
  stack.use(
    watchConfig(
      path,
      async (next) => {
        if (!next.ok) {
          const problems = formatConfigErrors(path, next.problems);
          logger.error(`the changed configuration is not valid, the old one stays in use:\n${problems}`);
          return;
        }
        await runner.reload(listenOn(next.config, options.listen));
        logger.info("the changed configuration is in use");
      },
      watchOptions,
    ),
  );
  logger.info({ signal: await stopped }, "stopping");
  await runner.stop();
}

/** What the file may not ask for by accident, the command line may not either: clear text for other machines. */
function listenOn(config: SpoolConfig, typed: string | undefined): SpoolConfig {
  if (typed === undefined) return config;
  const listen = parseListen(typed);
  const details = { field: "listen" };
  if (listen === undefined) {
    const hint = "for example 127.0.0.1:7433; port 0 takes a free one";
    throw new SpoolError("invalid_input", `--listen ${typed}: expected host:port`, { hint, details });
  }
  if (!isLoopback(listen.host) && config.server.tls === null && !config.server.allowRemote) {
    throw new SpoolError("invalid_input", `--listen ${typed}: ${clearText.message}`, { hint: clearText.hint, details });
  }
  return { ...config, server: { ...config.server, listen } };
}
