import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { Reads, Store, Writes } from "../port.ts";
import { lanes } from "./account-lanes.ts";
import { idsEndingIn, newestIds, outbox, pauses, receipts, tokens } from "./administration.ts";
import { Connection } from "./connection.ts";
import { drafts } from "./drafts.ts";
import { events } from "./events.ts";
import { history } from "./history.ts";
import { jobs } from "./jobs.ts";
import { migrate } from "./migrate.ts";
import { projects } from "./projects.ts";
import { approvals, artifacts, externalEvents, links, messages } from "./records.ts";
import { runs } from "./runs.ts";
import { budgetDays, spend } from "./spend.ts";
import { threads } from "./threads.ts";
import { checkpoints, worktrees } from "./worktrees.ts";

function aggregates(connection: Connection, appended?: (events: TimelineEvent[]) => void): Writes {
  return {
    projects: projects(connection),
    threads: threads(connection),
    jobs: jobs(connection),
    runs: runs(connection),
    worktrees: worktrees(connection),
    checkpoints: checkpoints(connection),
    artifacts: artifacts(connection),
    approvals: approvals(connection),
    messages: messages(connection),
    externalEvents: externalEvents(connection),
    drafts: drafts(connection),
    links: links(connection),
    tokens: tokens(connection),
    pauses: pauses(connection),
    lanes: lanes(connection),
    spend: spend(connection),
    history: history(connection),
    budgetDays: budgetDays(connection),
    outbox: outbox(connection),
    receipts: receipts(connection),
    events: events(connection, appended),
    newestIds: newestIds(connection),
    idsEndingIn: idsEndingIn(connection),
  };
}

/**
 * Opens `spool.db` in `directory` (made when missing, owner-only), migrating it first. The caller holds the data
 * directory's lock: one process owns the file. Errors: `store_failed`; `not_available` for a database newer than the code.
 */
export async function openSqliteStore(
  directory: string,
  options: { onCorrupt: (error: SpoolError) => void },
): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "spool.db");
  const fresh = !existsSync(path);
  // Made here because SQLite would make it readable for everyone the umask lets; its companions copy its mode.
  if (fresh) closeSync(openSync(path, "a", 0o600));
  const writer = new Connection(path, { readonly: false, ...options });
  try {
    await migrate(writer, { path, fresh });
  } catch (error) {
    writer.close();
    throw error;
  }
  const reader = new Connection(path, { readonly: true, ...options });
  return new SqliteStore(writer, reader);
}

/** How many transactions one commit may carry: so many that a burst fits, so few that nobody waits long for the others. */
const groupLimit = 64;

interface Waiting {
  /** Gives what tells its caller, once it is committed. */
  work: () => Promise<() => void>;
  reject: (error: unknown) => void;
}

class SqliteStore implements Store {
  readonly read: Reads;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #writes: Writes;
  readonly #listeners = new Set<(events: readonly TimelineEvent[]) => void>();
  #appended: TimelineEvent[] = [];
  #waiting: Waiting[] = [];
  #turn: Promise<void> | undefined;
  #closed = false;

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer;
    this.#reader = reader;
    this.read = aggregates(reader);
    this.#writes = aggregates(writer, (written) => this.#appended.push(...written));
  }

  write<Result>(work: (transaction: Writes) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        work: async () => {
          const result = await work(this.#writes);
          return () => resolve(result);
        },
        reject,
      });
      this.#turn ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whoever else has something to write in this turn of the event loop comes along: a commit waits for the disk.
      await nextTurn();
      const group = this.#waiting.splice(0, groupLimit);
      try {
        await this.#transaction(group);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    // Here and not when the promise settles: a write in between would wait for a turn that is over.
    this.#turn = undefined;
  }

  /** Each work of the group is a transaction of its own, and fails alone; one commit makes all of them durable. */
  async #transaction(group: readonly Waiting[]): Promise<void> {
    if (this.#closed) throw new SpoolError("unavailable", "the runner is shutting down", { hint: "try again shortly" });
    const done: (Waiting & { resolve: () => void; events: TimelineEvent[] })[] = [];
    this.#writer.run("BEGIN IMMEDIATE");
    try {
      for (const entry of group) {
        this.#appended = [];
        this.#writer.run("SAVEPOINT work");
        try {
          const resolve = await entry.work();
          this.#writer.run("RELEASE work");
          done.push({ ...entry, resolve, events: this.#appended });
        } catch (error) {
          // Where the disk is full SQLite may have undone the whole group already.
          if (!this.#writer.inTransaction) throw error;
          this.#writer.run("ROLLBACK TO work");
          this.#writer.run("RELEASE work");
          entry.reject(error);
        }
      }
      this.#writer.run("COMMIT");
    } catch (error) {
      // A failed COMMIT (disk full) may have rolled back by itself.
      if (this.#writer.inTransaction) this.#writer.run("ROLLBACK");
      throw error;
    }
    for (const { resolve, reject, events: committed } of done) {
      try {
        if (committed.length > 0) for (const listener of this.#listeners) listener(committed);
        resolve();
      } catch (error) {
        reject(error);
      }
    }
  }

  onCommit(listener: (events: readonly TimelineEvent[]) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  async close(): Promise<void> {
    await this.#turn;
    if (this.#closed) return;
    this.#closed = true;
    this.#reader.close();
    this.#writer.close();
  }
}
