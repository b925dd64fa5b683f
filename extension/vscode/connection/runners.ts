import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { type ConfiguredRunner, configuredRunners } from "../../common/connection/configured-runners.ts";
import { overallConnection } from "../../common/connection/overall.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { setContextKey } from "../base/context-keys.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { onSetting, readSetting, writeSetting } from "../base/settings.ts";
import type { ThreadCache } from "./thread-cache.ts";
import type { Tokens } from "./tokens.ts";

interface Open {
  session: RunnerSession;
  /** The token that the session's next client gets. */
  held: { token: string | undefined };
  listening: Disposables;
}

/** The runners of the settings, each with a session from when it is configured until it is removed. */
export class Runners implements vscode.Disposable {
  readonly #tokens: Tokens;
  readonly #cache: ThreadCache;
  readonly #owned = new Disposables();
  readonly #open = new Map<string, Open>();
  /** Reached through an address that this window was lent: neither it nor its token is kept. */
  readonly #passing = new Map<string, ConfiguredRunner & { token: string }>();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  #syncing: Promise<void> = Promise.resolve();

  /** A runner came or went, or its connection or its name changed. */
  readonly onDidChange = this.#changed.event;

  constructor(tokens: Tokens, cache: ThreadCache) {
    this.#tokens = tokens;
    this.#cache = cache;
    this.#owned.add(onSetting("spool.runners", () => void this.sync()));
    this.#owned.add(tokens.onChange(() => void this.sync()));
  }

  get sessions(): RunnerSession[] {
    return [...this.#open.values()].map(({ session }) => session);
  }

  session(id: string): RunnerSession | undefined {
    return this.#open.get(id)?.session;
  }

  /** By origin; an entry of the settings with a broken address is left out and logged. */
  configured(): ConfiguredRunner[] {
    const { runners, problems } = configuredRunners(readSetting("spool.runners"));
    for (const problem of problems) log().warn(`spool.runners: ${problem}`);
    return [...runners, ...[...this.#passing.values()].map(({ origin, name }) => ({ origin, name }))];
  }

  /** A runner that is known keeps its name unless another is given. */
  async add(runner: { origin: string; name?: string; token: string }): Promise<void> {
    const { origin, token } = runner;
    this.#passing.delete(origin);
    await this.#tokens.set(origin, token);
    const known = this.configured();
    const name = runner.name ?? known.find((one) => one.origin === origin)?.name ?? new URL(origin).host;
    if (known.some((one) => one.origin === origin)) await this.rename(origin, name);
    else await this.#store([...known, { origin, name }]);
    await this.sync();
  }

  /** Until this window is closed. */
  async addInPassing(runner: ConfiguredRunner & { token: string }): Promise<void> {
    this.#passing.set(runner.origin, runner);
    await this.sync();
  }

  async setToken(origin: string, token: string): Promise<void> {
    const passing = this.#passing.get(origin);
    if (passing) this.#passing.set(origin, { ...passing, token });
    else await this.#tokens.set(origin, token);
    await this.sync();
    // The same token again may be one that the runner knows by now.
    if (this.session(origin)?.state.kind === "refused") this.session(origin)?.reconnect();
  }

  async rename(origin: string, name: string): Promise<void> {
    const passing = this.#passing.get(origin);
    if (passing) this.#passing.set(origin, { ...passing, name });
    await this.#store(this.configured().map((one) => (one.origin === origin ? { origin, name } : one)));
    await this.sync();
  }

  async remove(origin: string): Promise<void> {
    this.#passing.delete(origin);
    await this.#tokens.remove(origin);
    await this.#store(this.configured().filter((one) => one.origin !== origin));
    await this.sync();
    await this.#cache.forget(origin);
  }

  async #store(runners: readonly ConfiguredRunner[]): Promise<void> {
    const kept = runners.filter(({ origin }) => !this.#passing.has(origin));
    await writeSetting(
      "spool.runners",
      kept.map(({ origin, name }) => ({ name, address: origin })),
    );
  }

  /** Opens and closes sessions until they are those that settings and tokens ask for. */
  sync(): Promise<void> {
    this.#syncing = this.#syncing.then(() => this.#sync()).catch((error: unknown) => log().error(errorText(error)));
    return this.#syncing;
  }

  async #sync(): Promise<void> {
    const wanted = this.configured();
    const tokens = new Map<string, string | undefined>();
    for (const { origin } of wanted) {
      tokens.set(origin, this.#passing.get(origin)?.token ?? (await this.#tokens.get(origin)));
    }
    const opener = wanted.length === 0 ? undefined : await import("./open-session.ts");
    // Reading secrets takes its time.
    if (this.#owned.disposed) return;
    for (const [origin, open] of [...this.#open]) {
      if (tokens.has(origin)) continue;
      this.#open.delete(origin);
      this.#close(open);
    }
    for (const { origin, name } of wanted) {
      const token = tokens.get(origin);
      const open = this.#open.get(origin);
      if (!open) {
        const held = { token };
        if (opener) this.#keep(opener.openSession({ id: origin, name, token: () => held.token }), held);
        continue;
      }
      open.session.rename(name);
      if (open.held.token === token) continue;
      open.held.token = token;
      open.session.reconnect();
    }
    this.#tell();
  }

  /** Without waiting for the next try, those that are not online; also those that were refused. */
  reconnect(): void {
    for (const session of this.sessions) if (session.state.kind !== "online") session.reconnect();
  }

  #keep(session: RunnerSession, held: Open["held"]): void {
    const listening = new Disposables();
    this.#open.set(session.id, { session, held, listening });
    listening.add(session.onState(() => this.#tell()));
    if (!this.#passing.has(session.id)) listening.add(this.#cache.attach(session));
  }

  #close({ session, listening }: Open): void {
    listening.dispose();
    session[Symbol.asyncDispose]().catch((error: unknown) => log().warn(errorText(error)));
  }

  #tell(): void {
    const { sessions } = this;
    setContextKey("spool.hasRunners", sessions.length > 0);
    setContextKey(
      "spool.online",
      sessions.some(({ state }) => state.kind === "online"),
    );
    setContextKey("spool.connection", overallConnection(sessions.map(({ state }) => state)));
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
    for (const open of this.#open.values()) this.#close(open);
    this.#open.clear();
  }
}
