import type * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { ThreadMarks } from "../../common/threads/marks.ts";
import { registerAnswerQuestion } from "../approvals/answer-question.ts";
import { registerApprovalsView } from "../approvals/approvals-view.ts";
import { registerArtifactCommands } from "../artifacts/artifact-commands.ts";
import { registerBacklogView } from "../backlog/backlog-view.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { registerComposeCommands } from "../compose/compose-commands.ts";
import type { Runners } from "../connection/runners.ts";
import type { EditorSelection } from "../documents/editor-selection.ts";
import type { TextDocuments } from "../documents/text-documents.ts";
import { registerGitCommands } from "../git/git-commands.ts";
import { registerJobCommands } from "../jobs/job-commands.ts";
import { registerNeedCommands } from "../jobs/need-commands.ts";
import { registerLogCommands } from "../logs/log-commands.ts";
import type { ThreadPanels } from "../panels/thread/thread-panels.ts";
import { registerQueueCommands } from "../queue/queue-commands.ts";
import { registerWorktrees } from "../worktrees/worktrees-view.ts";
import { registerFilterCommands } from "./filter-commands.ts";
import { Meant } from "./meant.ts";
import { registerOpenRow } from "./open-row.ts";
import { ReadMarker } from "./read-marker.ts";
import { registerRowDecorations } from "./row-decorations.ts";
import { registerThreadCommands } from "./thread-commands.ts";
import { ThreadTree } from "./thread-tree.ts";
import { ThreadView } from "./thread-view.ts";
import { ThreadsShown } from "./threads-shown.ts";

export interface Threads extends vscode.Disposable {
  /** For whoever else has commands on threads. */
  meant: Meant;
}

interface ThreadParts {
  runners: Runners;
  panels: ThreadPanels;
  texts: TextDocuments;
  selection: EditorSelection;
}

/** The sidebar with everything that can be done from it and from the palette. */
export function registerThreads(context: vscode.ExtensionContext, parts: ThreadParts): Threads {
  const { runners, panels, texts, selection } = parts;
  const owned = new Disposables();
  const { globalState, globalStorageUri } = context;
  const marks = owned.add(new ThreadMarks(globalState, (error) => log().warn(errorText(error))));
  const shown = owned.add(new ThreadsShown(globalState));
  const tree = owned.add(new ThreadTree(runners, marks, shown));
  const { view } = owned.add(new ThreadView(tree, shown));
  const meant = new Meant(runners, view);
  owned.add(registerOpenRow(tree, view));
  owned.add(registerRowDecorations());
  owned.add(new ReadMarker({ tree, marks, panels }));
  owned.add(registerThreadCommands({ tree, marks, meant, panels }));
  owned.add(registerFilterCommands(tree, shown));
  owned.add(registerComposeCommands({ runners, meant, selection, memory: globalState }));
  owned.add(registerJobCommands(meant));
  owned.add(registerNeedCommands(meant));
  owned.add(registerGitCommands(meant, globalStorageUri));
  owned.add(registerArtifactCommands(meant));
  owned.add(registerLogCommands(meant, texts));
  owned.add(registerApprovalsView(runners));
  owned.add(registerAnswerQuestion(runners));
  owned.add(registerBacklogView(runners));
  owned.add(registerWorktrees(runners));
  owned.add(registerQueueCommands(runners));
  return { meant, dispose: () => owned.dispose() };
}
