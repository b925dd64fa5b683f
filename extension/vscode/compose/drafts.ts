import type * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { DraftPlace } from "../../common/compose/draft-place.ts";
import { composerKey } from "../../common/compose/submit.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { Runners } from "../connection/runners.ts";

/** What is half written: of a thread kept by its runner, of a thread to be started by this editor. */
export class Drafts {
  readonly #runners: Runners;
  readonly #memory: vscode.Memento;

  constructor(runners: Runners, memory: vscode.Memento) {
    this.#runners = runners;
    this.#memory = memory;
  }

  /** Empty when there is none. Errors: `unavailable` while the runner cannot be asked. */
  async read(place: DraftPlace): Promise<string> {
    const { threadId } = place;
    const own = this.#memory.get<string>(ownKey(place));
    if (own !== undefined) return own;
    if (threadId === undefined) return "";
    const { drafts } = await this.session(place).api.drafts.list.query({ threadId });
    return drafts.find(({ key }) => key === composerKey)?.text ?? "";
  }

  /** Empty text removes. Kept here until the runner has it: it may be away, and so may this window soon. */
  async write(place: DraftPlace, text: string): Promise<void> {
    const { threadId } = place;
    await this.#memory.update(ownKey(place), threadId === undefined && text === "" ? undefined : text);
    if (threadId === undefined) return;
    try {
      await this.session(place).api.drafts.set.mutate({ threadId, key: composerKey, text });
      await this.#memory.update(ownKey(place), undefined);
    } catch (error) {
      // Read from here from now on, and given to the runner with the next change.
      if (!SpoolError.is(error, "unavailable") && !SpoolError.is(error, "timeout")) throw error;
    }
  }

  /** Error: `unavailable` for a runner that was removed. */
  session({ runnerId }: DraftPlace): RunnerSession {
    const session = this.#runners.session(runnerId);
    if (session) return session;
    throw new SpoolError("unavailable", `the runner ${runnerId} is not connected`, { hint: "connect to it first" });
  }
}

function ownKey({ runnerId, threadId = "" }: DraftPlace): string {
  return `spool.draft:${runnerId}/${threadId}`;
}
