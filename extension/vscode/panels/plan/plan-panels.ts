import * as vscode from "vscode";
import type { PlanPanelState } from "../../../../shared/panels/plan.ts";
import { Disposables } from "../../base/disposable.ts";
import type { PlanPanel, PlanPanelParts } from "./plan-panel.ts";

const planPanelType = "spool.plan";

/** The open plans, one panel for each job. */
export class PlanPanels extends Disposables {
  readonly #parts: PlanPanelParts;
  readonly #open = new Map<string, PlanPanel>();

  constructor(parts: PlanPanelParts) {
    super();
    this.#parts = parts;
    this.add(
      vscode.window.registerWebviewPanelSerializer(planPanelType, {
        deserializeWebviewPanel: async (panel, saved: unknown) => {
          const screen = await loadScreen();
          const state = screen.savedPlan(saved);
          // Two of the same job cannot come about, but could have been stored by another version.
          if (state && !this.#open.has(key(state))) this.#attach(screen, panel, state);
          else panel.dispose();
        },
      }),
    );
  }

  /** Shows the plan without taking the focus from where the person types. */
  async show(reference: PlanPanelState, title: string): Promise<void> {
    const screen = await loadScreen();
    const known = this.#open.get(key(reference));
    if (known) {
      known.panel.reveal(undefined, true);
      known.show(reference.approvalId);
      return;
    }
    const panel = vscode.window.createWebviewPanel(planPanelType, screen.panelTitle(title), {
      viewColumn: vscode.ViewColumn.Active,
      preserveFocus: true,
    });
    this.#attach(screen, panel, reference);
  }

  /** Whether the person sees a plan of the thread now. */
  isVisible({ runnerId, threadId }: Pick<PlanPanelState, "runnerId" | "threadId">): boolean {
    return [...this.#open.values()].some(
      ({ panel, reference }) => panel.visible && reference.runnerId === runnerId && reference.threadId === threadId,
    );
  }

  #attach(screen: Screen, panel: vscode.WebviewPanel, reference: PlanPanelState): void {
    const shown = this.add(new screen.PlanPanel({ ...this.#parts, panel, reference }));
    this.#open.set(key(reference), shown);
    // Not by a listener of the panel's end: the panel's own comes first, and takes this one away before it is called.
    shown.add({ dispose: () => void this.#open.delete(key(reference)) });
  }
}

type Screen = Awaited<ReturnType<typeof loadScreen>>;

/** What a plan's panel is made of, when the first one is wanted. */
function loadScreen() {
  return import("./plan-panel.ts");
}

function key({ runnerId, jobId }: PlanPanelState): string {
  return `${runnerId} ${jobId}`;
}
