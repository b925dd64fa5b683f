import * as vscode from "vscode";
import { type Grouping, groupings } from "../../common/threads/grouping.ts";
import { isFiltering, type ThreadFilter } from "../../common/threads/filter.ts";
import { setContextKey } from "../base/context-keys.ts";
import { Disposables } from "../base/disposable.ts";

const groupingKey = "spool.threads.grouping";

/** How the person wants to see the threads. The grouping is remembered; a filter is for now. */
export class ThreadsShown extends Disposables {
  readonly #memory: vscode.Memento;
  readonly #changed = this.add(new vscode.EventEmitter<void>());
  #filter: ThreadFilter = {};
  readonly onDidChange = this.#changed.event;

  constructor(memory: vscode.Memento) {
    super();
    this.#memory = memory;
  }

  get grouping(): Grouping {
    const kept = this.#memory.get<unknown>(groupingKey);
    return groupings.find((grouping) => grouping === kept) ?? "state";
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.#memory.update(groupingKey, grouping);
    this.#changed.fire();
  }

  get filter(): ThreadFilter {
    return this.#filter;
  }

  set filter(filter: ThreadFilter) {
    this.#filter = filter;
    setContextKey("spool.filtering", isFiltering(filter));
    this.#changed.fire();
  }
}
