import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Project } from "../../../shared/model/project.ts";
import { type JobChoice, keptChoice } from "../../common/compose/job-choice.ts";
import { reachesAgentAtWork, submitInstruction, submitStart } from "../../common/compose/submit.ts";
import { plainLine } from "../../common/plain-line.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import type { EditorSelection } from "../documents/editor-selection.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";
import { compose, told } from "./composer.ts";
import { DraftFiles, placeOfDraft } from "./draft-files.ts";
import { Drafts } from "./drafts.ts";
import { pickProject, pickSession } from "./pick-project.ts";

interface ComposeParts {
  runners: Runners;
  meant: Meant;
  selection: EditorSelection;
  memory: vscode.Memento;
}

/** Commands that write to agents: in a line, or in an editor. */
export function registerComposeCommands(parts: ComposeParts): vscode.Disposable {
  const { runners, meant, selection, memory } = parts;
  const owned = new Disposables();
  const drafts = new Drafts(runners, memory);
  /** Chosen for a thread and not used yet. */
  const choices = new Map<string, JobChoice>();
  owned.add(new DraftFiles(drafts));

  owned.add(
    registerCommand<[MaybeReference]>("spool.continueThread", async (node) => {
      const found = await meant.thread(node, { title: "Continue Thread" });
      if (!found) return;
      const { session, threadId } = found;
      requireOnline(session);
      const summary = await session.threads.fetch(threadId);
      const choice = choices.get(threadId) ?? {};
      const atWork = await reachesAgentAtWork(found, choice);
      await compose(drafts, {
        session,
        selection,
        place: { runnerId: session.id, threadId },
        projectId: summary?.thread.projectId,
        title: `Continue: ${plainLine(summary?.thread.title ?? threadId, 80)}`,
        prompt: atWork ? "An agent is at work: it is told as soon as it can listen." : "What is to be done next?",
        choice,
        onChoice: (chosen) => choices.set(threadId, chosen),
        send: async (instruction, chosen) => {
          const became = await submitInstruction(found, instruction, chosen);
          choices.delete(threadId);
          return became;
        },
        buttons: ["attach", "settings", "editor"],
      });
    }),
  );

  owned.add(
    registerCommand("spool.startThread", async () => {
      const session = await pickSession(runners, "Start Thread");
      if (!session) return;
      const last = keptChoice(memory.get(startKey(session)));
      const project = await pickProject(session, last.project);
      if (!project) return;
      const { project: _project, ...choice } = last;
      const remember = (chosen: JobChoice) => memory.update(startKey(session), { ...chosen, project: project.name });
      await remember(choice);
      await compose(drafts, {
        session,
        selection,
        place: { runnerId: session.id, threadId: undefined },
        projectId: project.id,
        title: `Start Thread in ${plainLine(project.name, 60)}`,
        prompt: "What is to be done?",
        choice: fitting(choice, project),
        onChoice: (chosen) => void remember(chosen),
        send: (instruction, chosen) => submitStart(session, { project: project.id, instruction, choice: chosen }),
        buttons: ["attach", "file", "settings", "editor"],
      });
    }),
  );

  owned.add(
    registerCommand<[vscode.Uri]>("spool.sendDraft", async (given) => {
      const uri = given ?? vscode.window.activeTextEditor?.document.uri;
      const place = uri && placeOfDraft(uri);
      if (!place) throw new SpoolError("invalid_input", "this is no instruction to an agent");
      const document = await vscode.workspace.openTextDocument(uri);
      const instruction = document.getText().trim();
      if (instruction === "") throw new SpoolError("invalid_input", "there is nothing to send yet");
      const session = drafts.session(place);
      const { threadId } = place;
      requireOnline(session);
      // Kept first: what fails to be sent is not lost with the editor.
      await document.save();
      if (threadId === undefined) {
        const { project, ...choice } = keptChoice(memory.get(startKey(session)));
        if (project === undefined) throw new SpoolError("invalid_input", "begin with Spool: Start Thread…");
        told(await submitStart(session, { project, instruction, choice }));
      } else {
        told(await submitInstruction({ session, threadId }, instruction, choices.get(threadId) ?? {}));
        choices.delete(threadId);
      }
      await drafts.write(place, "");
      await closeTabs(uri);
    }),
  );
  return owned;
}

function startKey({ id }: RunnerSession): string {
  return `spool.start:${id}`;
}

/** Without the job type of another project. */
function fitting(choice: JobChoice, { jobTypes }: Project): JobChoice {
  const { jobType, ...rest } = choice;
  return jobType !== undefined && jobType in jobTypes ? choice : rest;
}

async function closeTabs(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(own);
}
