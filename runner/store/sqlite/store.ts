import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { Reads, Store, Writes } from "../port.ts";
import { idsEndingIn, outbox, pauses, receipts, tokens } from "./administration.ts";
import { Connection } from "./connection.ts";
import { events } from "./events.ts";
import { jobs } from "./jobs.ts";
import { migrate } from "./migrate.ts";
import { projects } from "./projects.ts";
import { approvals, artifacts, externalEvents, links, messages } from "./records.ts";
import { runs } from "./runs.ts";
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
    links: links(connection),
    tokens: tokens(connection),
    pauses: pauses(connection),
    outbox: outbox(connection),
    receipts: receipts(connection),
    events: events(connection, appended),
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

class SqliteStore implements Store {
  readonly read: Reads;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #writes: Writes;
  readonly #listeners = new Set<(events: readonly TimelineEvent[]) => void>();
  #appended: TimelineEvent[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer;
    this.#reader = reader;
    this.read = aggregates(reader);
    this.#writes = aggregates(writer, (written) => this.#appended.push(...written));
  }

  write<Result>(work: (transaction: Writes) => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(() => this.#transaction(work));
    // The next writer waits for this one's end, not for its success.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #transaction<Result>(work: (transaction: Writes) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new SpoolError("unavailable", "the runner is shutting down", { hint: "try again shortly" });
    this.#appended = [];
    this.#writer.execute("BEGIN IMMEDIATE");
    let result: Result;
    try {
      result = await work(this.#writes);
      this.#writer.execute("COMMIT");
    } catch (error) {
      // A failed COMMIT (disk full) may have rolled back by itself.
      if (this.#writer.inTransaction) this.#writer.execute("ROLLBACK");
      throw error;
    }
    const committed = this.#appended;
    if (committed.length > 0) for (const listener of this.#listeners) listener(committed);
    return result;
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
