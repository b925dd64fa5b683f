import * as vscode from "vscode";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { errorText } from "../../common/error-text.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { ThreadReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { findThreads } from "../../common/threads/find-threads.ts";
import { lastMidnight, threadGroup } from "../../common/threads/groups.ts";
import { threadRow } from "../../common/threads/row.ts";
import { log } from "../base/log.ts";
import type { Runners } from "../connection/runners.ts";

interface ThreadItem extends vscode.QuickPickItem {
  reference: ThreadReference;
}

interface Offered {
  session: RunnerSession;
  summary: ThreadSummary;
}

/** Milliseconds without a key before the runners are asked for threads that are not loaded. */
const searchMs = 250;
/** Rows of the list; who looks for another one types. */
const offeredLimit = 500;

export interface PickOptions {
  title: string;
  /** Which threads make sense; those that are not put away by default. */
  fits?: (summary: ThreadSummary) => boolean;
  /** Said when there is none. */
  none?: string;
}

/** Asks which thread: what needs the person first, then the latest; typing also searches those that are not loaded. */
export async function pickThread(runners: Runners, options: PickOptions): Promise<ThreadReference | undefined> {
  const { fits = (summary) => summary.thread.status !== "archived" } = options;
  const offered = new Map<string, Offered>();
  const offer = (session: RunnerSession, summaries: readonly ThreadSummary[]) => {
    for (const summary of summaries)
      if (fits(summary)) offered.set(`${session.id}/${summary.thread.id}`, { session, summary });
  };
  for (const session of runners.sessions) offer(session, session.threads.all());
  const many = runners.sessions.length > 1;
  const pick = vscode.window.createQuickPick<ThreadItem>();
  const draw = () => {
    const active = pick.activeItems[0]?.reference.threadId;
    pick.items = itemsOf([...offered.values()], many);
    const again = pick.items.find(({ reference }) => reference.threadId === active);
    if (again) pick.activeItems = [again];
    pick.placeholder =
      pick.items.length > 0 ? "Which thread? Type to search all of them" : (options.none ?? "No threads yet");
  };
  Object.assign(pick, { title: options.title, matchOnDescription: true, matchOnDetail: true });
  draw();
  let timer: NodeJS.Timeout | undefined;
  const search = async (text: string) => {
    pick.busy = true;
    for (const session of runners.sessions) {
      try {
        offer(session, await findThreads(session.api, { text }));
      } catch (error) {
        // A runner that is away has nothing to add: the loaded threads are offered as they are.
        log().debug(errorText(error));
      }
    }
    if (pick.value.trim() !== text) return;
    pick.busy = false;
    draw();
  };
  const { promise, resolve } = Promise.withResolvers<ThreadReference | undefined>();
  pick.onDidChangeValue((value) => {
    clearTimeout(timer);
    const text = value.trim();
    pick.busy = false;
    if (text !== "") timer = setTimeout(() => void search(text), searchMs);
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (chosen) resolve(chosen.reference);
  });
  pick.onDidHide(() => resolve(undefined));
  pick.show();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    pick.dispose();
  }
}

function itemsOf(offered: Offered[], many: boolean): ThreadItem[] {
  const now = Date.now();
  const dayStart = lastMidnight(now);
  return offered
    .map((entry) => ({ ...entry, rank: threadGroup(entry.summary, dayStart) === "needs_you" ? 0 : 1 }))
    .toSorted((a, b) => a.rank - b.rank || b.summary.thread.updatedAt - a.summary.thread.updatedAt)
    .slice(0, offeredLimit)
    .map(({ session, summary }) => {
      const row = threadRow(summary, { now });
      const where = [many && session.name, summary.project, summary.thread.branch].filter(Boolean).join(" · ");
      return {
        // No icons of agents' making: what looks like one in a title is shown as text.
        label: `$(${row.icon.replace("~spin", "")}) ${withoutIcons(row.title)}`,
        description: withoutIcons(row.description),
        detail: withoutIcons(plainLine(where)),
        reference: { session, threadId: summary.thread.id },
      };
    });
}

/** In a label `$(name)` would be drawn as an icon. */
function withoutIcons(text: string): string {
  return text.replaceAll("$(", "$\u2060(");
}
