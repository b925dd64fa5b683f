import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { followLog } from "../../common/logs/follow-log.ts";
import { TerminalText } from "../../common/logs/terminal-text.ts";
import type { RunnerSession } from "../../common/session/session.ts";

/** A log as it grows, in a terminal that only shows: what is typed goes nowhere. */
export class LogTerminal implements vscode.Pseudoterminal {
  readonly #session: RunnerSession;
  readonly #log: { runId: string; name: string };
  readonly #ending = new AbortController();
  readonly #written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#written.event;

  constructor(session: RunnerSession, log: { runId: string; name: string }) {
    this.#session = session;
    this.#log = log;
  }

  open(): void {
    const text = new TerminalText();
    const reader = {
      onText: (piece: string) => this.#written.fire(text.take(piece)),
      onEnd: () => this.#say("The log has ended."),
      onError: (error: unknown) => this.#say(errorText(error)),
    };
    void followLog(this.#session.api, this.#log, { reader, signal: this.#ending.signal });
  }

  /** Our own words, dimmed and on a line of their own. */
  #say(words: string): void {
    this.#written.fire(`\u001b[0m\r\n\u001b[2mSpool: ${words}\u001b[0m\r\n`);
  }

  close(): void {
    this.#ending.abort();
    this.#written.dispose();
  }
}
