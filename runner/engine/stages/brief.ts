import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { approvedPlan, contractBrief } from "../../gates/plan/approved-plan.ts";
import type { RunContext } from "../context.ts";
import { fillTemplate } from "../prompt-template.ts";
import type { Verdict } from "../verdict.ts";

const promptFileLimit = 128 * 1024;

function briefPath(context: RunContext): string {
  return join(context.directory, "brief.json");
}

export interface Brief {
  prompt: string;
  systemPrompt?: string;
}

export async function readBrief(context: RunContext): Promise<Brief> {
  return JSON.parse(await readFile(briefPath(context), "utf8")) as Brief;
}

/** Writes what the agent is told. Everything that did not come from the person who asks is fenced and named. */
export async function brief(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const task = (await templatePrompt(context)) ?? composePrompt(job, ledger.run);
  const approved = approvedPlan(await ledger.core.store.read.approvals.forJob(job.id));
  const result: Brief = { prompt: approved ? `${task.trimEnd()}\n\n${contractBrief(approved)}\n` : task };
  if (job.systemPrompt !== null) {
    const text = await repositoryFile(context, job.systemPrompt);
    if (text === undefined) {
      await ledger.warn("system_prompt", `${job.systemPrompt} is not in the repository: the agent works without it`);
    } else result.systemPrompt = text;
  }
  await mkdir(context.directory, { recursive: true, mode: 0o700 });
  const draft = `${briefPath(context)}.new`;
  await writeFile(draft, JSON.stringify(result), { mode: 0o600 });
  await rename(draft, briefPath(context));
  return undefined;
}

/** The prompt by the project's own template, where the job type names one that is in the repository. */
async function templatePrompt(context: RunContext): Promise<string | undefined> {
  const { ledger, job, project, projectSettings } = context;
  const path = projectSettings.promptTemplates[job.type];
  if (path === undefined) return undefined;
  const template = await repositoryFile(context, path);
  if (template === undefined) {
    await ledger.warn("prompt_template", `${path} is not in the repository: the instruction is used as it is`);
    return undefined;
  }
  const { text, unknown } = fillTemplate(template, {
    instruction: job.prompt === null ? job.instruction : `${job.instruction}\n\n${job.prompt}`,
    title: job.title,
    acceptance: job.acceptance ?? "",
    remediation: ledger.run.remediation === null ? "" : fenced(ledger.run.remediation),
    hint: ledger.run.hint ?? "",
    project: project.name,
    branch: ledger.run.branch,
    attempt: ledger.run.attempt,
  });
  if (unknown.length > 0)
    await ledger.warn("prompt_template", `${path} names what there is not: ${unknown.join(", ")}`);
  return text;
}

/** From the commit, not the worktree: an earlier attempt may have changed the file there. */
async function repositoryFile(context: RunContext, path: string): Promise<string | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  const commit = ledger.run.baseCommit;
  if (commit === null) return undefined;
  const file = await workspaces.blob(projectSettings.source, { commit, path, limitBytes: promptFileLimit });
  return file && Buffer.from(file.bytes).toString("utf8");
}

function composePrompt(
  job: { instruction: string; acceptance: string | null; prompt: string | null; writeMode: string },
  run: { remediation: string | null; hint: string | null; attempt: number; continuedFrom: string | null },
): string {
  const parts = [job.instruction];
  if (job.prompt !== null) parts.push(section("Further instructions", job.prompt));
  if (job.acceptance !== null) parts.push(section("Done when", job.acceptance));
  if (job.writeMode === "read_only") {
    parts.push("This is read-only work: change no file. Answer with your findings.");
  }
  if (run.remediation !== null) {
    const told = `An earlier attempt did not pass. Its changes are in the working tree; go on from them.`;
    const hint = run.hint === null ? "" : `\n\nWhat to do: ${run.hint}`;
    parts.push(section(`Attempt ${run.attempt}`, `${told}${hint}\n\n${fenced(run.remediation)}`));
  } else if (run.continuedFrom !== null) {
    parts.push("The working tree holds uncommitted work of an earlier run of this thread; go on from it.");
  }
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

/** Output of tools is data: a fence longer than any inside it keeps it apart from instructions. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
