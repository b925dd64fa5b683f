import * as vscode from "vscode";
import { type ApprovalAnswer, answersOf } from "../../../shared/approval-answers.ts";
import { approvalLook } from "../../common/approvals/approval-look.ts";
import { shownInFull } from "../../common/approvals/shown-in-full.ts";
import { coarseAge } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import { plainPick } from "../../common/plain-pick.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { ask } from "../base/ask.ts";
import { registerCommand } from "../base/commands.ts";
import type { Runners } from "../connection/runners.ts";
import { type Asked, readAsked } from "./asked.ts";

/** Answers a question from the keyboard: which one, what is asked, the answer. A plan and what is long is opened instead. */
export function registerAnswerQuestion(runners: Runners): vscode.Disposable {
  return registerCommand<[Asked]>("spool.answerQuestion", async (given) => {
    const asked = given?.approval ? given : await pickAsked(runners);
    if (!asked) return;
    requireOnline(asked.session);
    if (asked.approval.kind === "plan") return run("spool.reviewPlan", asked);
    const answer = await pickAnswer(asked);
    if (answer === "read") return run("spool.openThread", asked);
    if (answer) await decide(asked, answer);
  });
}

function run(command: CommandId, asked: Asked): Thenable<unknown> {
  return vscode.commands.executeCommand(command, asked);
}

async function pickAsked(runners: Runners): Promise<Asked | undefined> {
  const online = runners.sessions.filter(({ state }) => state.kind === "online");
  const all = (await Promise.all(online.map((session) => readAsked(session)))).flat();
  const items = all.map((asked) => {
    const { icon, word } = approvalLook(asked.approval.kind);
    const age = coarseAge(Date.now() - asked.approval.requestedAt, "ago");
    return {
      label: plainPick(asked.approval.title),
      iconPath: new vscode.ThemeIcon(icon),
      description: `${word} · ${age}`,
      detail: plainPick([asked.title, asked.session.name].filter(Boolean).join(" · ")),
      asked,
    };
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage("Nothing waits for your answer.");
    return undefined;
  }
  const options = { title: "Answer Question", placeHolder: "Which question?", matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.asked;
}

/** What was read may have been answered or changed meanwhile: the runner refuses the answer then, by its revision. */
async function pickAnswer({ approval, title }: Asked): Promise<ApprovalAnswer | "read" | undefined> {
  const whole = shownInFull(approval);
  const answers = answersOf(approval).filter(({ decision }) => whole !== undefined || decision === "reject");
  const items = [
    ...answers.map((answer) => ({
      label: plainPick(answer.label) + (answer.explains ? "…" : ""),
      iconPath: new vscode.ThemeIcon(answer.decision === "approve" ? "check" : "close"),
      answer: answer as ApprovalAnswer | "read",
    })),
    {
      label: whole === undefined ? "Read It in Full…" : "Open Timeline",
      iconPath: new vscode.ThemeIcon("comment-discussion"),
      answer: "read" as const,
    },
  ];
  const options = {
    title: plainLine(title, 80),
    placeHolder: plainLine(whole ?? approval.title, 200),
    ignoreFocusOut: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.answer;
}

async function decide(
  { session, approval, title }: Asked,
  { decision, choice, explains, label }: ApprovalAnswer,
): Promise<void> {
  const { id: approvalId, revision } = approval;
  let comment: string | undefined;
  if (explains) {
    const answer = await ask({
      title: plainLine(title, 80),
      prompt: "Why not, and what instead? The agent reads this (may be left empty)",
      accept: (typed) => typed.trim(),
    });
    if (answer.kind !== "answer") return;
    comment = answer.answer;
  }
  const request = {
    approvalId,
    revision,
    decision,
    ...(choice !== undefined && { choice }),
    ...(comment && { comment }),
  };
  await session.api.approvals.decide.mutate(request);
  vscode.window.setStatusBarMessage(`Spool: ${plainLine(label, 60)} – ${plainLine(approval.title, 80)}`, 5_000);
}
