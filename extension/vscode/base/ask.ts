import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { Disposables } from "./disposable.ts";

export interface Question<Answer> {
  title: string;
  prompt: string;
  placeholder?: string;
  value?: string;
  password?: boolean;
  step?: number;
  totalSteps?: number;
  /** Shown at once, as if it had been the answer to `value`. */
  problem?: string;
  /** Said while `accept` works. */
  busy?: string;
  /** Makes the answer of what was typed. What it throws is shown at the box, which keeps what was typed. */
  accept: (typed: string, signal: AbortSignal) => Answer | Promise<Answer>;
}

export type Asked<Answer> = { kind: "answer"; answer: Answer } | { kind: "back" } | { kind: "cancelled" };

/** One input box that stays until its answer is good or the person turns away. With a second step there is a way back. */
export async function ask<Answer>(question: Question<Answer>): Promise<Asked<Answer>> {
  const owned = new Disposables();
  const { promise, resolve } = Promise.withResolvers<Asked<Answer>>();
  const box = owned.add(vscode.window.createInputBox());
  const { title, prompt, placeholder = "", value = "", password = false, step, totalSteps, problem } = question;
  Object.assign(box, { title, prompt, placeholder, value, password, step, totalSteps, ignoreFocusOut: true });
  box.validationMessage = problem;
  if (step !== undefined && step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  let working: AbortController | undefined;
  owned.add({ dispose: () => working?.abort() });
  owned.add(
    box.onDidChangeValue(() => {
      // Whatever was tried is not what is meant now.
      working?.abort();
      box.validationMessage = undefined;
    }),
  );
  owned.add(box.onDidTriggerButton(() => resolve({ kind: "back" })));
  owned.add(box.onDidHide(() => resolve({ kind: "cancelled" })));
  owned.add(
    box.onDidAccept(async () => {
      working?.abort();
      const trying = new AbortController();
      working = trying;
      box.busy = true;
      box.validationMessage = undefined;
      if (question.busy !== undefined) box.prompt = question.busy;
      try {
        const answer = await question.accept(box.value, trying.signal);
        if (!trying.signal.aborted) resolve({ kind: "answer", answer });
      } catch (error) {
        if (!trying.signal.aborted) box.validationMessage = errorText(error);
      } finally {
        if (working === trying) {
          box.busy = false;
          box.prompt = prompt;
        }
      }
    }),
  );
  box.show();
  try {
    return await promise;
  } finally {
    owned.dispose();
  }
}
