import * as vscode from "vscode";
import type { RunnerSession } from "../../../common/session/session.ts";
import { Disposables } from "../../base/disposable.ts";
import type { ThreadPanel, ThreadPanelParts } from "./thread-panel.ts";

const threadPanelType = "spool.thread";

/** The open timelines, one for each thread. */
export class ThreadPanels extends Disposables {
  readonly #parts: ThreadPanelParts;
  readonly #open = new Map<string, ThreadPanel>();
  readonly #shows = this.add(new vscode.EventEmitter<{ runnerId: string; threadId: string }>());
  #latest: ThreadPanel | undefined;

  /** A person has a thread's timeline before them: it came into view, or got something new while it was. */
  readonly onShown = this.#shows.event;

  constructor(parts: ThreadPanelParts) {
    super();
    this.#parts = parts;
    this.add(
      vscode.window.registerWebviewPanelSerializer(threadPanelType, {
        deserializeWebviewPanel: async (panel, saved: unknown) => {
          const screen = await loadScreen();
          const state = screen.savedThread(saved);
          // Two of the same thread cannot come about, but could have been stored by another version.
          if (state && !this.#open.has(key(state))) this.#attach(screen, panel, state);
          else panel.dispose();
        },
      }),
    );
  }

  /** Shows the thread without taking the focus from where the person types, unless asked to. */
  async show(session: RunnerSession, threadId: string, options: { title: string; focus?: boolean }): Promise<void> {
    const screen = await loadScreen();
    const reference = { runnerId: session.id, threadId };
    const known = this.#open.get(key(reference));
    if (known) return known.panel.reveal(undefined, !options.focus);
    const panel = vscode.window.createWebviewPanel(threadPanelType, options.title, {
      viewColumn: vscode.ViewColumn.Active,
      preserveFocus: !options.focus,
    });
    this.#attach(screen, panel, reference);
  }

  /** Whether the person can see the thread now. */
  isVisible(reference: { runnerId: string; threadId: string }): boolean {
    return this.#open.get(key(reference))?.panel.visible === true;
  }

  /** The timeline that was in view last, while it is open. */
  get latest(): ThreadPanel | undefined {
    return this.#latest;
  }

  #attach(screen: Screen, panel: vscode.WebviewPanel, reference: { runnerId: string; threadId: string }): void {
    const shown = this.add(new screen.ThreadPanel({ ...this.#parts, ...reference, panel }));
    this.#open.set(key(reference), shown);
    const tell = () => {
      if (!panel.visible) return;
      this.#latest = shown;
      this.#shows.fire(reference);
    };
    shown.add(panel.onDidChangeViewState(tell));
    // Not by a listener of the panel's end: the panel's own comes first, and takes this one away before it is called.
    shown.add({
      dispose: () => {
        this.#open.delete(key(reference));
        if (this.#latest === shown) this.#latest = undefined;
      },
    });
    tell();
  }
}

type Screen = Awaited<ReturnType<typeof loadScreen>>;

/** What a timeline is made of, when the first one is wanted. */
function loadScreen() {
  return import("./thread-panel.ts");
}

function key({ runnerId, threadId }: { runnerId: string; threadId: string }): string {
  return `${runnerId}/${threadId}`;
}
