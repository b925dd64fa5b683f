import type { Call } from "../call.ts";
import type { ResolvableKind, RunnerPort } from "../runner-port.ts";
import { resolveId } from "./references.ts";

const usualLimit = 50;

export async function pageOptions(
  runner: RunnerPort,
  kind: ResolvableKind,
  call: Call,
): Promise<{ limit: number; after?: string }> {
  const after = call.text("after");
  return {
    limit: call.integer("limit") ?? usualLimit,
    ...(after !== undefined && { after: await resolveId(runner, kind, after) }),
  };
}
