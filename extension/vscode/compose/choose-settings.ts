import * as vscode from "vscode";
import type { JobChoice } from "../../common/compose/job-choice.ts";
import { typedDollars } from "../../../shared/units.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { RunnerSession } from "../../common/session/session.ts";

interface Choice extends vscode.QuickPickItem {
  change: JobChoice | "model" | "budget";
}

/** Asks for what is mostly left as it is; the choice that there was when the person turns away. */
export async function chooseSettings(
  session: RunnerSession,
  request: { projectId: string | undefined; now: JobChoice },
): Promise<JobChoice> {
  const { now, projectId } = request;
  const [{ projects }, { agents }] = await Promise.all([
    session.api.projects.list.query(),
    session.api.agents.list.query(),
  ]);
  const types = projects.find(({ id }) => id === projectId)?.jobTypes ?? {};
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator, change: now });
  const said = (...parts: (string | false | null | undefined)[]) =>
    parts.flatMap((part) => (part ? plainLine(part, 100) : [])).join(" · ");
  const items: Choice[] = [
    { label: "$(discard) All as the project says", change: {} },
    separator("Job type"),
    ...Object.entries(types).map(([jobType, { agent, writeMode }]) => ({
      label: plainLine(jobType),
      description: said(agent, writeMode === "read_only" && "reads only", jobType === now.jobType && "chosen"),
      change: { ...now, jobType },
    })),
    separator("Agent"),
    ...agents.map(({ name, available, problem, model }) => ({
      label: plainLine(name),
      description: said(available ? model : (problem ?? "not available"), name === now.agent && "chosen"),
      change: { ...now, agent: name },
    })),
    separator("Gates"),
    {
      label: "$(checklist) Plans first",
      description: said("you approve the plan before it works", now.mode === "interactive" && "chosen"),
      change: { ...now, mode: "interactive" },
    },
    {
      label: "$(run) Goes ahead",
      description: said("without a plan", now.mode === "autonomous" && "chosen"),
      change: { ...now, mode: "autonomous" },
    },
    {
      label: "$(credit-card) Budget…",
      description: said(now.maxCostUsd !== undefined && `$${now.maxCostUsd} chosen`),
      change: "budget",
    },
    separator("Model"),
    { label: "$(edit) Model…", description: said(now.model && `${now.model} chosen`), change: "model" },
  ];
  const options = { title: "Job Settings", placeHolder: "What is to be different for this job?", ignoreFocusOut: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (!picked) return now;
  if (picked.change === "budget") return askBudget(now);
  if (picked.change !== "model") return picked.change;
  const asked = { title: "Model", prompt: "As the agent calls it", value: now.model ?? "", ignoreFocusOut: true };
  const model = (await vscode.window.showInputBox(asked))?.trim();
  return model ? { ...now, model } : now;
}

async function askBudget(now: JobChoice): Promise<JobChoice> {
  const typed = await vscode.window.showInputBox({
    title: "Budget",
    prompt: "US dollars; the job is paused when it has cost this much, and you are asked",
    value: String(now.maxCostUsd ?? ""),
    ignoreFocusOut: true,
    validateInput: (text) => (typedDollars(text) === undefined ? "An amount in dollars, like 2.50" : undefined),
  });
  const maxCostUsd = typed === undefined ? undefined : typedDollars(typed);
  return maxCostUsd === undefined ? now : { ...now, maxCostUsd };
}
