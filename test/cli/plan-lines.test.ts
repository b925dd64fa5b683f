import { expect, test } from "vitest";
import { approvalLines } from "../../runner/cli/render/approval-lines.ts";
import { textWidth } from "../../runner/cli/terminal/width.ts";
import { noPaint } from "../../runner/cli/terminal/style.ts";
import { approval } from "../../shared/model/approval.ts";
import { samplePlan } from "../builders/approvals.ts";
import { approvalRow } from "../builders/rows.ts";

const options = { columns: 80, paint: noPaint, now: 60_000 };

function asked(change: Parameters<typeof samplePlan>[0] = {}) {
  const payload = approval.shape.payload.parse(samplePlan(change));
  return approvalRow({
    kind: "plan",
    title: "Cache invalidation for user updates",
    payload,
    revision: "9f2c11d09f2c11d0",
  });
}

test("a plan that waits is read whole at 80 columns, with what to type about it", () => {
  const text = approvalLines(asked(), 2, options);
  expect(text).toContain("1. Drop the entry on update\n       In `UserCache.set`, by the user's id.");
  expect(text).toContain("deleted  src/cache/ttl.ts");
  expect(text).toMatch(/approve: spool job approve \w+ --revision 9f2c11d09f2c11d0\n/);
  expect(text).toMatch(/change: spool job comment \w+ --revision 9f2c11d09f2c11d0 --text "…"\n/);
});

test("however long and odd a plan is, no line is wider than the terminal and nothing of it controls it", () => {
  const long = `\u001b[31m${"word ".repeat(200)}${"x".repeat(200)} \u202e漢字`;
  const text = approvalLines(asked({ summary: long, approach: long, risks: [long], acceptance: long }), 2, options);
  expect(Math.max(...text.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u202e");
});

test("an answered plan is one line and what was said about its places", () => {
  const settled = approvalRow({
    ...asked(),
    status: "changes_requested",
    decidedBy: "Ada",
    comment: "smaller",
    comments: [{ anchor: { kind: "step", step: 2 }, text: "no test?" }],
  });
  expect(approvalLines(settled, 0, options)).toBe(
    "✗ plan: Cache invalidation for user updates (changes requested by Ada: smaller)\n  step 2: no test?\n",
  );
});
