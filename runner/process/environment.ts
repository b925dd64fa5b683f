import { SpoolError } from "../../shared/errors.ts";
import { markVariable } from "./process-set.ts";

/**
 * What every command may know of the runner's environment. Not among them, on purpose: SSH_AUTH_SOCK (it lends the
 * person's keys to whoever holds it), proxy settings (their addresses may hold passwords), anything of Spool's own. Who
 * needs one of these names it.
 */
const inherited = new Set(["PATH", "HOME", "LANG", "LANGUAGE", "TERM", "TZ", "USER", "LOGNAME", "SHELL", "TMPDIR"]);

export interface EnvironmentWants {
  /** Further names to take over from the base where they are set. */
  names?: readonly string[];
  /** Set as given; wins over what is inherited. */
  values?: Readonly<Record<string, string>>;
}

/** A complete environment for one command: an allow-list of `base`, plus what is asked for by name. */
export function buildEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  { names = [], values = {} }: EnvironmentWants = {},
): Record<string, string> {
  if (names.includes(markVariable) || markVariable in values) {
    throw new SpoolError("invalid_input", `${markVariable} is set by Spool alone: it is how processes are found`);
  }
  const taken = Object.entries(base).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (inherited.has(entry[0]) || names.includes(entry[0]) || /^LC_[A-Z]+$/.test(entry[0])),
  );
  return { ...Object.fromEntries(taken), ...values };
}
