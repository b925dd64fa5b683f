import type { OptionSpec } from "../command.ts";

/** Understood by every command, before or behind its name. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: "--runner <url>", what: "the runner's address (SPOOL_RUNNER); found by itself on the build box" },
  { flags: "--token-file <file>", what: "file that holds the access token (SPOOL_TOKEN_FILE)" },
  { flags: "--config <file>", what: "the configuration, for commands that read it (SPOOL_CONFIG)" },
  { flags: "--json", what: "print one line of JSON, in the shapes of JSON v1" },
  { flags: "--no-color", what: "no colours; NO_COLOR does the same" },
];
