import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Project } from "../../../shared/model/project.ts";
import { plainLine } from "../../common/plain-line.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { whyDisabled } from "../../common/session/session-state.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { Runners } from "../connection/runners.ts";

/** The runner that is meant; asked for only when there are several. Error: `unavailable` when none can be used. */
export async function pickSession({ sessions }: Runners, title: string): Promise<RunnerSession | undefined> {
  const [first] = sessions;
  if (!first) throw new SpoolError("unavailable", "no runner is connected", { hint: "Spool: Connect to Runner…" });
  const usable = sessions.filter(({ state }) => whyDisabled(state) === undefined);
  if (usable.length === 0) requireOnline(first);
  if (usable.length <= 1) return usable[0];
  const items = usable.map((session) => ({ label: plainLine(session.name), description: session.id, session }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "On which runner?" }))?.session;
}

/** The project that is meant, the last one first; asked for only when there are several. */
export async function pickProject(session: RunnerSession, last: string | undefined): Promise<Project | undefined> {
  const { projects } = await session.api.projects.list.query();
  const present = projects.filter(({ removedAt }) => removedAt === null);
  const [first] = present;
  if (!first) throw new SpoolError("not_found", "the runner has no project", { hint: "add one to its spool.yml" });
  if (present.length === 1) return first;
  const ordered = present.toSorted((a, b) => Number(b.name === last) - Number(a.name === last));
  const items = ordered.map((project) => ({
    label: plainLine(project.name),
    description: plainLine(`${project.baseBranch} · ${project.repo}`, 100),
    project,
  }));
  const options = {
    title: "Start Thread",
    placeHolder: "In which project?",
    matchOnDescription: true,
    ignoreFocusOut: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.project;
}
