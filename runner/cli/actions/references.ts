import { isWholeId } from "../../../shared/model/common.ts";
import { usage } from "../call.ts";
import type { ResolvableKind, RunnerPort } from "../runner-port.ts";

/** The full id behind what was typed: an id as it is, or the unique ending of one. */
export async function resolveId(runner: RunnerPort, kind: ResolvableKind, typed: string): Promise<string> {
  const text = typed.trim().toLowerCase();
  if (isWholeId(text)) return text;
  if (!/^[0-9a-z_]{4,64}$/.test(text)) {
    throw usage(
      `${kind}: ${JSON.stringify(typed.slice(0, 80))} is no id`,
      "an id, or at least the last 4 characters of one",
    );
  }
  return (await runner.resolve({ kind, fragment: text })).id;
}

/** The project that was named, or the only one there is. */
export async function resolveProject(runner: RunnerPort, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { projects } = await runner.projects.list();
  const [only, ...others] = projects;
  if (only && others.length === 0) return only.name;
  if (!only) throw usage("no project is configured", "add one with: spool project add <name> --repo <url>");
  throw usage("--project is missing", `one of: ${projects.map(({ name }) => name).join(", ")}`);
}
