import { SpoolError } from "../../shared/errors.ts";

export interface ServeOptions {
  /** Path of the configuration as it was typed. */
  config: string | undefined;
  /** `host:port` instead of the configured one. */
  listen: string | undefined;
  environment: NodeJS.ProcessEnv;
}

export async function serve(_options: ServeOptions): Promise<void> {
  throw new SpoolError("not_available", "this build has no runner in it");
}
