import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { RunContext } from "../context.ts";

const printSchema = z.object({ git: z.record(z.string(), z.string()), files: z.record(z.string(), z.string()) });
type Print = z.infer<typeof printSchema>;

/**
 * The worktree's print from before the agent was started, taken once, whatever happens to the runner meanwhile. Undefined
 * when it is lost: then nothing can be proved, and the plan does not count.
 */
export async function printBefore(context: RunContext, path: string): Promise<Print | undefined> {
  if (context.ledger.run.progress.agentStartedAt !== null) return keptPrint(context, "before-plan");
  return takePrint(context, path, "before-plan");
}

/**
 * The print from after the agent's end, taken once, too: as the run ends the runner itself takes HEAD off the branch, and
 * killed before that is recorded it would take its own change for the agent's.
 */
export async function printAfter(context: RunContext, path: string): Promise<Print> {
  return (await keptPrint(context, "after-plan")) ?? takePrint(context, path, "after-plan");
}

async function keptPrint(context: RunContext, name: string): Promise<Print | undefined> {
  const text = await readFile(fileOf(context, name), "utf8").catch(() => undefined);
  return text === undefined ? undefined : printSchema.safeParse(JSON.parse(text)).data;
}

async function takePrint(context: RunContext, path: string, name: string): Promise<Print> {
  const print = await context.workspaces.print(context.projectSettings.source, path);
  const file = fileOf(context, name);
  await writeFile(`${file}.new`, JSON.stringify(print), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return print;
}

function fileOf({ directory }: RunContext, name: string): string {
  return join(directory, `${name}.json`);
}
