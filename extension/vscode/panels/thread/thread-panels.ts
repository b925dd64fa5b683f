import * as vscode from "vscode";
import { threadPanelState } from "../../../../shared/panels/thread.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { Disposables } from "../../base/disposable.ts";
import type { Runners } from "../../connection/runners.ts";
import { ThreadPanel } from "./thread-panel.ts";

const threadPanelType = "spool.thread";

/** The open timelines, one for each thread. */
export class ThreadPanels extends Disposables {
  readonly #extensionUri: vscode.Uri;
  readonly #open = new Map<string, ThreadPanel>();

  constructor(extensionUri: vscode.Uri, runners: Runners) {
    super();
    this.#extensionUri = extensionUri;
    this.add(
      vscode.window.registerWebviewPanelSerializer(threadPanelType, {
        deserializeWebviewPanel: async (panel, saved: unknown) => {
          const state = threadPanelState.safeParse(saved);
          const session = state.success ? runners.session(state.data.runnerId) : undefined;
          if (state.success && session) this.#attach(panel, session, state.data.threadId);
          else panel.dispose();
        },
      }),
    );
  }

  /** Shows the thread without taking the focus from where the person types, unless asked to. */
  show(session: RunnerSession, threadId: string, options: { title: string; focus?: boolean }): void {
    const known = this.#open.get(key(session, threadId));
    if (known) return known.panel.reveal(undefined, !options.focus);
    const panel = vscode.window.createWebviewPanel(threadPanelType, options.title, {
      viewColumn: vscode.ViewColumn.Active,
      preserveFocus: !options.focus,
    });
    this.#attach(panel, session, threadId);
  }

  #attach(panel: vscode.WebviewPanel, session: RunnerSession, threadId: string): void {
    const shown = this.add(new ThreadPanel({ panel, extensionUri: this.#extensionUri, session, threadId }));
    this.#open.set(key(session, threadId), shown);
    shown.add({ dispose: () => this.#open.delete(key(session, threadId)) });
  }
}

function key(session: RunnerSession, threadId: string): string {
  return `${session.id}/${threadId}`;
}
