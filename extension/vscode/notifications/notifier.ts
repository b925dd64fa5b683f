import * as vscode from "vscode";
import { type Need, needsOf } from "../../common/notifications/needs.ts";
import { noticeOf } from "../../common/notifications/notice.ts";
import { wholeQuestion } from "../../common/notifications/whole-question.ts";
import { errorText } from "../../common/error-text.ts";
import type { PlanReference, ThreadReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { Claims } from "../../node/claims.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { showError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { onSetting, readSetting } from "../base/settings.ts";
import { eachSession } from "../connection/each-session.ts";
import type { Runners } from "../connection/runners.ts";

/** Milliseconds in which needs are collected into one notification. */
const collectMs = 400;
/** How much later a window looks that the person is not in: the one they are in should be the one that tells. */
const unfocusedMs = 1_500;
/** How long a notification is left alone on the screen before the next may come. */
const apartMs = 10_000;

type Asked = Need & { session: RunnerSession };

/** Tells of what needs the person: once each, one notification at a time, in one window of this machine. */
export class Notifier extends Disposables {
  readonly #runners: Runners;
  readonly #claims: Claims;
  readonly #isShown: (thread: ThreadReference) => boolean;
  readonly #openThread: (thread: ThreadReference) => Thenable<unknown>;
  /** What was looked at already, told or not. */
  readonly #seen = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;

  /** `isShown` says whether the person sees the thread now. */
  constructor(options: {
    runners: Runners;
    claims: Claims;
    isShown: (thread: ThreadReference) => boolean;
    openThread: (thread: ThreadReference) => Thenable<unknown>;
  }) {
    super();
    this.#runners = options.runners;
    this.#claims = options.claims;
    this.#isShown = options.isShown;
    this.#openThread = options.openThread;
    this.add({ dispose: () => clearTimeout(this.#timer) });
    this.add(
      eachSession(this.#runners, (session) => {
        const listening = new Disposables();
        listening.add(session.threads.onChange(() => this.#soon()));
        listening.add(session.onState(() => this.#soon()));
        return listening;
      }),
    );
    this.add(onSetting("spool.notifications", () => this.#soon()));
  }

  #soon(): void {
    if (this.disposed || this.#timer !== undefined || this.#unseen().length === 0) return;
    const wait = Math.max(collectMs, this.#notBefore - Date.now());
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#look();
      },
      wait + (vscode.window.state.focused ? 0 : unfocusedMs),
    );
  }

  #unseen(): Asked[] {
    if (readSetting("spool.notifications") === "none") return [];
    return this.#runners.sessions
      .filter(({ state }) => state.kind === "online")
      .flatMap((session) =>
        session.threads.all().flatMap((summary) => needsOf(summary).map((need) => ({ ...need, session }))),
      )
      .filter((asked) => !this.#seen.has(keyOf(asked)));
  }

  async #look(): Promise<void> {
    try {
      const mine: Asked[] = [];
      for (const asked of this.#unseen()) {
        this.#seen.add(keyOf(asked));
        if (!(await this.#claims.claim(keyOf(asked)))) continue;
        if (!vscode.window.state.focused || !this.#isShown(asked)) mine.push(asked);
      }
      await this.#tell(mine);
    } catch (error) {
      // The tree and the status bar say it, too.
      log().warn(`a notification failed: ${errorText(error)}`);
    }
    this.#soon();
  }

  async #tell(needs: readonly Asked[]): Promise<void> {
    const [first] = needs;
    if (!first) return;
    const only = needs.length === 1 ? await inFull(first) : undefined;
    const sameRunner = needs.every(({ session }) => session === first.session);
    const name = this.#runners.sessions.length > 1 && sameRunner ? first.session.name : undefined;
    const notice = noticeOf(only ? [only] : needs, name);
    if (!notice) return;
    this.#notBefore = Date.now() + apartMs;
    const choosing = vscode.window.showInformationMessage(notice.text, ...notice.actions);
    choosing.then(
      (chosen) => {
        this.#notBefore = 0;
        return chosen && this.#act(chosen.action, only ?? first);
      },
      (error: unknown) => log().debug(errorText(error)),
    );
  }

  async #act(action: string, asked: Asked): Promise<void> {
    try {
      if (action === "list") await vscode.commands.executeCommand("spool.showStatus" satisfies CommandId);
      if (action === "review" && asked.kind === "plan") await reviewPlan(asked);
      else if (action === "open" || action === "review") await this.#openThread(asked);
      if (action !== "allow" || !asked.approval) return;
      const { id: approvalId, revision } = asked.approval;
      await asked.session.api.approvals.decide.mutate({ approvalId, revision, decision: "approve" });
      vscode.window.setStatusBarMessage(`Spool: allowed once in "${asked.title}"`, 5_000);
    } catch (error) {
      void showError(error);
    }
  }
}

/** A plan is read in full before it is decided on. */
function reviewPlan({ session, threadId, approval }: Asked): Thenable<unknown> {
  const plan: PlanReference = { session, threadId, ...(approval && { approvalId: approval.id }) };
  return vscode.commands.executeCommand("spool.reviewPlan" satisfies CommandId, plan);
}

/** A permission question with all that it asks, where that is short. */
async function inFull(asked: Asked): Promise<Asked> {
  if (asked.kind !== "permission" || !asked.approval) return asked;
  try {
    const { approval } = await asked.session.api.approvals.get.query({ approvalId: asked.approval.id });
    const text = approval.revision === asked.approval.revision ? wholeQuestion(approval) : undefined;
    return text === undefined ? asked : { ...asked, text, whole: true };
  } catch (error) {
    // Then it can be reviewed, but not answered unseen.
    log().debug(errorText(error));
    return asked;
  }
}

function keyOf({ session, key }: Asked): string {
  return `${session.id} ${key}`;
}
