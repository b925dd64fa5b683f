import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpoolConfig } from "../../runner/config/config.ts";
import { parseConfig, type Environment } from "../../runner/config/load.ts";
import type { ConfigProblem } from "../../runner/config/problem.ts";
import { formatConfigErrors } from "../../runner/config/render.ts";

export const file = "/srv/box/spool.yml";
export const environment: Environment = { HOME: "/home/someone" };

export interface TemporaryDirectory extends Disposable {
  readonly path: string;
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "spool-config-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function configOf(text: string, variables: Environment = {}, path = file): SpoolConfig {
  const parsed = parseConfig(text, path, { ...environment, ...variables });
  if (!parsed.ok) throw new Error(formatConfigErrors("spool.yml", parsed.problems));
  return parsed.config;
}

export function problemsOf(text: string, variables: Environment = {}, path = file): ConfigProblem[] {
  const parsed = parseConfig(text, path, { ...environment, ...variables });
  return parsed.ok ? [] : parsed.problems;
}

/** What a person would see. */
export function shown(text: string, variables: Environment = {}): string {
  return formatConfigErrors("spool.yml", problemsOf(text, variables));
}

/** Wraps lines of one project into a file. */
export function project(lines: string): string {
  const body = lines.trim() === "" ? "" : lines.replace(/^/gm, "    ");
  return `projects:\n  - name: a\n    repo: /srv/a\n${body}\n`;
}
