import * as vscode from "vscode";
import type { EventType } from "../../../shared/events/catalogue.ts";
import { errorText } from "../../common/error-text.ts";
import { whyDisabled } from "../../common/session/session-state.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { CommandId } from "../../manifest/commands.ts";
import type { ViewId } from "../../manifest/views.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { registerRowCommand } from "../base/row-command.ts";
import type { Runners } from "../connection/runners.ts";

/** Milliseconds in which events are collected before the list is read again. */
const refreshMs = 300;

export interface ListSource<Entry> {
  view: ViewId;
  /** All rows of a runner. */
  read: (session: RunnerSession) => Promise<Entry[]>;
  /** Events after which they are other ones. */
  changedBy: ReadonlySet<EventType>;
  item: (entry: Entry) => vscode.TreeItem;
  /** What a click on a row does. */
  open?: { command: CommandId; run: (entry: Entry) => unknown };
}

/** A short flat list of what the runners have, read while it can be seen; offline it keeps what it had. */
export class LiveList<Entry extends { session: RunnerSession }>
  extends Disposables
  implements vscode.TreeDataProvider<Entry>
{
  readonly #runners: Runners;
  readonly #source: ListSource<Entry>;
  readonly #view: vscode.TreeView<Entry>;
  readonly #changed = this.add(new vscode.EventEmitter<void>());
  readonly #entries = new Map<RunnerSession, Entry[]>();
  readonly #listening = this.add(new Disposables());
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runners: Runners, source: ListSource<Entry>) {
    super();
    this.#runners = runners;
    this.#source = source;
    this.#view = this.add(vscode.window.createTreeView(source.view, { treeDataProvider: this }));
    if (source.open) this.add(registerRowCommand(source.open.command, this.#view, source.open.run));
    this.add(this.#view.onDidChangeVisibility(({ visible }) => visible && this.refresh()));
    this.add(runners.onDidChange(() => this.#watch()));
    this.add({ dispose: () => clearTimeout(this.#timer) });
    this.#watch();
  }

  #watch(): void {
    const { sessions } = this.#runners;
    this.#listening.clear();
    for (const session of sessions) {
      this.#listening.add(
        session.onEvents((events) => {
          if (events.some(({ type }) => this.#source.changedBy.has(type))) this.refresh();
        }),
      );
      this.#listening.add(session.onReset(() => this.refresh()));
    }
    for (const session of this.#entries.keys()) if (!sessions.includes(session)) this.#entries.delete(session);
    this.refresh();
  }

  /** Reads again, soon; while nobody sees the list, when it is seen. */
  refresh(): void {
    if (!this.#view.visible) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, refreshMs);
  }

  async getChildren(entry?: Entry): Promise<Entry[]> {
    if (entry) return [];
    await Promise.all(this.#runners.sessions.map((session) => this.#read(session)));
    const entries = this.#runners.sessions.flatMap((session) => this.#entries.get(session) ?? []);
    const away = this.#runners.sessions.some(({ state }) => state.kind === "offline");
    this.#view.description = [entries.length > 0 && String(entries.length), away && "offline"]
      .filter(Boolean)
      .join(" · ");
    // VS Code lays a view that is opened for the first time out before its tree is there, and again only two seconds
    // later, or when it is told a message, be it none: until then no row would be seen.
    this.#view.message = undefined;
    return entries;
  }

  async #read(session: RunnerSession): Promise<void> {
    if (whyDisabled(session.state) !== undefined) return;
    try {
      this.#entries.set(session, await this.#source.read(session));
    } catch (error) {
      // Gone in this moment: the connection's own state says so, and its return reads again.
      log().debug(errorText(error));
    }
  }

  getTreeItem(entry: Entry): vscode.TreeItem {
    const item = this.#source.item(entry);
    if (this.#source.open) item.command = { command: this.#source.open.command, title: "Open" };
    return item;
  }
}
