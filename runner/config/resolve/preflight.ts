import type { PreflightConfig } from "../config.ts";
import type { KeyPath } from "../key-path.ts";
import { preflightSchema } from "../schema/preflight.ts";
import type { ProjectFile } from "../schema/project.ts";
import { megabyte, milliseconds, minuteMs } from "../units.ts";
import type { ResolveContext } from "./context.ts";

const defaultCheckMinutes = 10;

/** Of a project that says nothing. */
export function defaultPreflight(): PreflightConfig {
  return preflightConfig(preflightSchema.parse({}));
}

export function resolvePreflight(
  file: ProjectFile["preflight"],
  path: KeyPath,
  context: ResolveContext,
): PreflightConfig {
  const config = preflightConfig(file);
  const names = new Set<string>();
  for (const [index, { name }] of config.checks.entries()) {
    if (names.has(name)) context.report([...path, "checks", index], `another check is called ${name}`);
    names.add(name);
  }
  return config;
}

function preflightConfig(file: ProjectFile["preflight"]): PreflightConfig {
  const checks = file.checks.map((check) =>
    typeof check === "string" ? { name: check.slice(0, 100), run: check, timeout_minutes: defaultCheckMinutes } : check,
  );
  return {
    maxFileBytes: Math.round(file.max_file_mb * megabyte),
    allowPaths: file.allow_paths,
    forbiddenNames: file.forbidden_names,
    protectedPaths: file.protected_paths,
    allowSecrets: file.allow_secrets,
    timeoutMs: milliseconds(file.timeout_minutes, minuteMs),
    checks: checks.map(({ name, run, timeout_minutes: limit }) => ({
      name,
      run,
      timeoutMs: milliseconds(limit, minuteMs),
    })),
  };
}
