/** What one check found. A `warning` works; a `failure` has to be fixed. */
export interface Finding {
  name: string;
  verdict: "ok" | "warning" | "failure";
  /** What was found, one line. */
  found: string;
  /** What to do, one line; with every verdict but `ok`. */
  fix?: string;
}

export function ok(name: string, found: string): Finding {
  return { name, verdict: "ok", found };
}

export function warning(name: string, found: string, fix: string): Finding {
  return { name, verdict: "warning", found, fix };
}

export function failure(name: string, found: string, fix: string): Finding {
  return { name, verdict: "failure", found, fix };
}

/** A version is new enough when its first two numbers are. */
export function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}
