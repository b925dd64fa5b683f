import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { needsYou } from "../../common/threads/groups.ts";
import type { ThreadMarks } from "../../common/threads/marks.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import { detailItem } from "./detail-items.ts";
import { SessionTree } from "./session-tree.ts";
import { groupItem, moreItem, noteItem, runnerItem, threadItem, threadTooltip } from "./thread-items.ts";
import { nodeId, type ThreadNode, ThreadNodes } from "./thread-node.ts";
import type { ThreadsShown } from "./threads-shown.ts";

/** Milliseconds in which changes are collected before the tree is drawn again. */
const redrawMs = 150;
/** Rows of one group at first, and how many come with each "Show more": VS Code draws a group's rows all at once. */
const rowsAtOnce = 200;
/** Changed files shown below a run; the diff has all of them. */
const filesShown = 300;

type Of<Kind extends ThreadNode["kind"]> = Extract<ThreadNode, { kind: Kind }>;

/** Threads by what they need. With one runner its row is left out. */
export class ThreadTree extends Disposables implements vscode.TreeDataProvider<ThreadNode> {
  readonly #runners: Runners;
  readonly #marks: ThreadMarks;
  readonly #shown: ThreadsShown;
  readonly #nodes = new ThreadNodes();
  readonly #limits = new Map<string, number>();
  readonly #changed = this.add(new vscode.EventEmitter<ThreadNode[] | undefined>());
  readonly #redrawn = this.add(new vscode.EventEmitter<void>());
  #trees = new Map<RunnerSession, SessionTree>();
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds that the last redrawing took. */
  #tookMs = 0;
  readonly onDidChangeTreeData = this.#changed.event;
  /** Rows are as the runner says again; for what is drawn beside them. */
  readonly onDidRedraw = this.#redrawn.event;

  constructor(runners: Runners, marks: ThreadMarks, shown: ThreadsShown) {
    super();
    this.#runners = runners;
    this.#marks = marks;
    this.#shown = shown;
    this.add(runners.onDidChange(() => this.#watch()));
    this.add(shown.onDidChange(() => this.redraw()));
    this.add(
      marks.onChange(({ runnerId, threadIds }) => {
        for (const tree of this.trees) if (tree.session.id === runnerId) tree.rows.touch(threadIds);
        this.redraw();
      }),
    );
    this.add({ dispose: () => clearTimeout(this.#timer) });
    this.add({ dispose: () => this.trees.forEach((tree) => tree.dispose()) });
    this.#watch();
  }

  get trees(): SessionTree[] {
    return [...this.#trees.values()];
  }

  tree(session: RunnerSession): SessionTree | undefined {
    return this.#trees.get(session);
  }

  #watch(): void {
    const { sessions } = this.#runners;
    const before = this.#trees;
    this.#trees = new Map(sessions.map((session) => [session, before.get(session) ?? this.#treeOf(session)]));
    for (const [session, tree] of before) if (!this.#trees.has(session)) tree.dispose();
    for (const { state, id } of sessions) if (state.kind === "online") this.#marks.meet(id, state.hello.now);
    this.#nodes.keepOnly(sessions);
    this.#refresh();
    // What a connection's state means for the rows: all of them are grey, or none.
    this.#changed.fire(undefined);
  }

  #treeOf(session: RunnerSession): SessionTree {
    return new SessionTree({
      session,
      marks: this.#marks,
      onRowsChange: () => this.redraw(),
      onDetailChange: (threadId) => {
        const node = this.#nodes.find(nodeId({ kind: "thread", session, threadId }));
        if (node) this.#changed.fire([node]);
      },
    });
  }

  redraw(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        const begun = performance.now();
        const changed = this.#refresh();
        this.#tookMs = performance.now() - begun;
        if (changed === undefined || changed.length > 0) this.#changed.fire(changed);
      },
      // With very many threads never more than a tenth of the time goes into their order.
      Math.max(redrawMs, this.#tookMs * 10),
    );
  }

  /** Rows whose time runs are drawn again. */
  tick(): void {
    for (const { rows } of this.trees) rows.touch(rows.working());
    this.redraw();
  }

  /** The rows to draw anew; undefined for all of them. */
  #refresh(): ThreadNode[] | undefined {
    const changed: ThreadNode[] = [];
    let all = false;
    for (const { session, rows } of this.trees) {
      const { grouping, filter } = this.#shown;
      const redraw = rows.refresh({ grouping, filter, pinned: this.#marks.pinned(session.id) }, Date.now());
      if (redraw.kind === "all") all = true;
      else {
        const ids = [
          ...redraw.groups.map((key) => nodeId({ kind: "group", session, key })),
          ...redraw.threads.map((threadId) => nodeId({ kind: "thread", session, threadId })),
        ];
        changed.push(...ids.flatMap((id) => this.#nodes.find(id) ?? []));
      }
    }
    this.#redrawn.fire();
    return all ? undefined : changed;
  }

  async getChildren(node?: ThreadNode): Promise<ThreadNode[]> {
    if (!node) {
      const [only, ...others] = this.trees;
      if (only && others.length === 0) return this.#groupsOf(only);
      return this.trees.map(({ session }) => this.#nodes.of({ kind: "runner", session }));
    }
    const tree = this.#trees.get(node.session);
    if (!tree) return [];
    switch (node.kind) {
      case "runner": {
        const groups = this.#groupsOf(tree);
        return groups.length > 0 ? groups : [this.#note(node, "No threads")];
      }
      case "group":
        return this.#threadsOf(node, tree);
      case "thread":
      case "job":
      case "run":
        return this.#below(node, tree);
      case "stage":
      case "file":
      case "note":
      case "more":
        return [];
    }
  }

  #groupsOf({ session, rows }: SessionTree): ThreadNode[] {
    return rows.groups.map(({ key }) => this.#nodes.of({ kind: "group", session, key }));
  }

  #threadsOf(node: Of<"group">, { session, rows }: SessionTree): ThreadNode[] {
    const { key } = node;
    const ids = rows.group(key)?.threadIds ?? [];
    const shown = ids.slice(0, this.#limit(node));
    const nodes = shown.map((threadId) => this.#nodes.of({ kind: "thread", session, threadId }));
    const isLast = rows.groups.at(-1)?.key === key;
    const more = ids.length > shown.length || (isLast && session.threads.more);
    return more ? [...nodes, this.#nodes.of({ kind: "more", session, key })] : nodes;
  }

  #limit(node: Of<"group" | "more">): number {
    return this.#limits.get(nodeId({ kind: "group", session: node.session, key: node.key })) ?? rowsAtOnce;
  }

  /** The next rows of a group, from the runner once all that is loaded is shown. */
  async showMore({ session, key }: Of<"more">): Promise<void> {
    const group = this.#nodes.find(nodeId({ kind: "group", session, key }));
    if (group?.kind !== "group") return;
    const limit = this.#limit(group);
    this.#limits.set(nodeId(group), limit + rowsAtOnce);
    const loaded = this.#trees.get(session)?.rows.group(key)?.threadIds.length ?? 0;
    if (loaded <= limit) await session.threads.loadMore();
    this.#changed.fire([group]);
  }

  async #below(node: Of<"thread" | "job" | "run">, { details }: SessionTree): Promise<ThreadNode[]> {
    const { session, threadId } = node;
    try {
      const { jobs, runs } = await details.get(threadId);
      switch (node.kind) {
        case "thread":
          return jobs.toReversed().map(({ id: jobId }) => this.#nodes.of({ kind: "job", session, threadId, jobId }));
        case "job": {
          const { jobId } = node;
          const own = runs.filter(({ run }) => run.jobId === jobId).toReversed();
          return own.map(({ run: { id: runId } }) =>
            this.#nodes.of({ kind: "run", session, threadId, jobId, runId, scope: { kind: "run", runId } }),
          );
        }
        case "run":
          return await this.#ofRun(node, details);
      }
    } catch (error) {
      // Said where the rows would be: an offline runner is no reason for a message.
      return [this.#note(node, errorText(error))];
    }
  }

  async #ofRun(node: Of<"run">, details: SessionTree["details"]): Promise<ThreadNode[]> {
    const { kind: _kind, ...of } = node;
    const { threadId, runId } = of;
    const { runs } = await details.get(threadId);
    const stages = runs.find(({ run }) => run.id === runId)?.stages ?? [];
    const files = await details.files(threadId, runId);
    const rows = [
      ...stages.map(({ name }) => this.#nodes.of({ kind: "stage", ...of, stage: name })),
      ...files.slice(0, filesShown).map(({ path }) => this.#nodes.of({ kind: "file", ...of, path })),
    ];
    const left = files.length - filesShown;
    if (left > 0) rows.push(this.#note(node, `and ${left} more files: see Open Changes`));
    return rows.length > 0 ? rows : [this.#note(node, "Nothing happened yet")];
  }

  #note(below: ThreadNode, text: string): ThreadNode {
    return this.#nodes.of({ kind: "note", session: below.session, below: nodeId(below), text });
  }

  async getTreeItem(node: ThreadNode): Promise<vscode.TreeItem> {
    const tree = this.#trees.get(node.session);
    switch (node.kind) {
      case "runner":
        return runnerItem(node.session, node.session.threads.all().filter(needsYou).length);
      case "group":
        return groupItem(node, tree?.rows.group(node.key));
      case "thread":
        return tree ? threadItem(node, tree) : new vscode.TreeItem("");
      case "job":
      case "run":
      case "stage":
        return detailItem(node, { detail: await tree?.details.get(node.threadId), files: undefined });
      case "file":
        return detailItem(node, { detail: undefined, files: await tree?.details.files(node.threadId, node.runId) });
      case "note":
        return noteItem(node);
      case "more": {
        const all = tree?.rows.group(node.key)?.threadIds.length ?? 0;
        const left = all - this.#limit(node);
        return moreItem(node, left > 0 ? `Show more (${left})` : "Load more…");
      }
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: ThreadNode): vscode.TreeItem {
    const tooltip = threadTooltip(node, this.#trees.get(node.session));
    if (tooltip) item.tooltip = tooltip;
    return item;
  }
}
