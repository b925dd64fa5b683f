import { expect, test } from "vitest";
import { answersOf } from "../../shared/approval-answers.ts";
import type { Approval, ApprovalKind } from "../../shared/model/approval.ts";

const more = { id: "more", label: "Extend by $5", decision: "approve" };
const thread = { id: "thread", label: "Allow for This Thread", decision: "approve" };
const nudge = { id: "nudge", label: "Nudge", decision: "approve" };
const retry = { id: "retry", label: "Stop and Retry", decision: "reject" };

const offered: [ApprovalKind, Approval["payload"], string[]][] = [
  ["plan", { choices: [more] }, []],
  ["permission", {}, ["Allow Once", "Deny"]],
  ["permission", { choices: [thread] }, ["Allow Once", "Allow for This Thread", "Deny"]],
  ["contract", {}, ["Grant", "Refuse"]],
  ["budget", {}, ["Extend", "Stop"]],
  ["budget", { choices: [more] }, ["Extend by $5", "Stop"]],
  ["liveness", { choices: [nudge, retry] }, ["Nudge", "Stop and Retry"]],
  ["publish", { choices: "no list" }, ["Approve", "Reject"]],
  ["permission", { choices: [null, 1, { id: 1 }, { ...more, decision: "maybe" }] }, ["Allow Once", "Deny"]],
];
for (const [kind, payload, labels] of offered) {
  test(`a ${kind} with ${JSON.stringify(payload)} is answered by ${labels.join(", ") || "nothing here"}`, () => {
    expect(answersOf({ kind, payload }).map(({ label }) => label)).toEqual(labels);
  });
}
