import { expect, test } from "vitest";
import { shownInFull } from "../../../extension/common/approvals/shown-in-full.ts";
import type { Approval } from "../../../shared/model/approval.ts";

const file = (path: string) => ({ path, change: "added", additions: 1, deletions: 0 });

const cases: [string, Pick<Approval, "kind" | "title" | "payload">, boolean][] = [
  [
    "a short command",
    { kind: "permission", title: "npm test", payload: { tool: "execute", detail: "npm test" } },
    true,
  ],
  [
    "what can be allowed for the thread",
    {
      kind: "permission",
      title: "npm test",
      payload: { tool: "execute", detail: "npm test", use: "5f1d", choices: [] },
    },
    true,
  ],
  ["a permission with a change", { kind: "permission", title: "x", payload: { detail: "x", diff: "+a" } }, false],
  ["a budget", { kind: "budget", title: "$5 of $5 used", payload: {} }, true],
  [
    "the one file outside",
    { kind: "contract", title: "a.ts is not in the plan", payload: { files: [file("a.ts")] } },
    true,
  ],
  ["one of two named", { kind: "contract", title: "a.ts", payload: { files: [file("a.ts"), file("b.ts")] } }, false],
  ["a name that hides", { kind: "contract", title: "a\u202e.ts", payload: { files: [file("a\u202e.ts")] } }, false],
  ["files that are none", { kind: "contract", title: "a.ts", payload: { files: "a.ts" } }, false],
  ["a plan", { kind: "plan", title: "Plan", payload: {} }, false],
  ["a side effect", { kind: "side_effect", title: "git push --force", payload: { detail: "" } }, false],
];
for (const [name, approval, whole] of cases) {
  test(`${name} ${whole ? "may" : "may not"} be answered where one line is shown`, () => {
    expect(shownInFull(approval) !== undefined).toBe(whole);
  });
}
