import * as vscode from "vscode";
import * as z from "zod";
import { errorText } from "../../common/error-text.ts";
import { runnerOrigin } from "../../common/runner-address.ts";
import { RunnerSession } from "../../common/session/session.ts";
import { connectToRunner } from "../../node/connect.ts";
import { setContextKey } from "../base/context-keys.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { onSetting, readSetting, writeSetting } from "../base/settings.ts";
import type { Tokens } from "./tokens.ts";

/** People write settings by hand: whatever does not fit becomes an entry that the address check refuses with words. */
const runnerSettings = z
  .array(z.object({ name: z.string().catch(""), address: z.string().catch("") }).catch({ name: "", address: "" }))
  .catch([]);

interface Open {
  session: RunnerSession;
  token: string;
  listening: Disposables;
}

/** The runners of the settings, each with a session while there is a token for it. */
export class Runners implements vscode.Disposable {
  readonly #tokens: Tokens;
  readonly #owned = new Disposables();
  readonly #open = new Map<string, Open>();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  #syncing: Promise<void> = Promise.resolve();

  /** A runner came or went, or its connection changed its state. */
  readonly onDidChange = this.#changed.event;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
    this.#owned.add(onSetting("spool.runners", () => void this.sync()));
    this.#owned.add(tokens.onChange(() => void this.sync()));
  }

  get sessions(): RunnerSession[] {
    return [...this.#open.values()].map(({ session }) => session);
  }

  session(id: string): RunnerSession | undefined {
    return this.#open.get(id)?.session;
  }

  /** As the settings have them; an entry with a broken address is left out and logged. */
  configured(): { origin: string; name: string }[] {
    const found = new Map<string, { origin: string; name: string }>();
    for (const { name, address } of runnerSettings.parse(readSetting("spool.runners"))) {
      try {
        const origin = runnerOrigin(address);
        found.set(origin, { origin, name: name === "" ? new URL(origin).host : name });
      } catch (error) {
        log().warn(`spool.runners: ${errorText(error)}`);
      }
    }
    return [...found.values()];
  }

  async add(runner: { origin: string; name: string; token: string }): Promise<void> {
    await this.#tokens.set(runner.origin, runner.token);
    const others = this.configured().filter(({ origin }) => origin !== runner.origin);
    await this.#store([...others, runner]);
    await this.sync();
  }

  async remove(origin: string): Promise<void> {
    await this.#tokens.remove(origin);
    await this.#store(this.configured().filter((runner) => runner.origin !== origin));
    await this.sync();
  }

  async #store(runners: { origin: string; name: string }[]): Promise<void> {
    await writeSetting(
      "spool.runners",
      runners.map(({ origin, name }) => ({ name, address: origin })),
    );
  }

  /** Opens and closes sessions until they are those that settings and tokens ask for. */
  sync(): Promise<void> {
    this.#syncing = this.#syncing.then(() => this.#sync()).catch((error: unknown) => log().error(errorText(error)));
    return this.#syncing;
  }

  async #sync(): Promise<void> {
    if (this.#owned.disposed) return;
    const wanted = new Map(this.configured().map((runner) => [runner.origin, runner]));
    const tokens = new Map<string, string | undefined>();
    for (const origin of wanted.keys()) tokens.set(origin, await this.#tokens.get(origin));
    for (const [origin, open] of [...this.#open]) {
      if (tokens.get(origin) === open.token && wanted.get(origin)?.name === open.session.name) continue;
      this.#open.delete(origin);
      this.#close(open);
    }
    for (const { origin, name } of wanted.values()) {
      const token = tokens.get(origin);
      if (token !== undefined && !this.#open.has(origin)) this.#start(origin, name, token);
    }
    this.#tell();
  }

  /** A new session in place of one that waits or was refused. */
  async reconnect(): Promise<void> {
    for (const [origin, open] of [...this.#open]) {
      if (open.session.state.kind === "online") continue;
      this.#open.delete(origin);
      this.#close(open);
    }
    await this.sync();
  }

  #start(origin: string, name: string, token: string): void {
    const session = new RunnerSession({ id: origin, name, client: connectToRunner(origin, token), log: log() });
    const listening = new Disposables();
    listening.add(session.onState(() => this.#tell()));
    this.#open.set(origin, { session, token, listening });
  }

  #close({ session, listening }: Open): void {
    listening.dispose();
    session[Symbol.asyncDispose]().catch((error: unknown) => log().warn(errorText(error)));
  }

  #tell(): void {
    setContextKey("spool.hasRunners", this.configured().length > 0);
    setContextKey(
      "spool.online",
      this.sessions.some(({ state }) => state.kind === "online"),
    );
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
    for (const open of this.#open.values()) this.#close(open);
    this.#open.clear();
  }
}
