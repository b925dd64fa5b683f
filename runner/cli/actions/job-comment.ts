import { SpoolError } from "../../../shared/errors.ts";
import type { PlanComment } from "../../../shared/model/plan.ts";
import { plural } from "../../../shared/units.ts";
import { type Call, usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireApproval } from "../wire/records.ts";
import { jobResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

/** Asks for changes to the plan that a job waits with: comments on its places and a text on the whole, in one round. */
export const jobComment: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const revision = call.requiredText("revision");
  const text = call.text("text");
  const comments = commentsOf(call);
  if (text === undefined && comments.length === 0) {
    throw usage("nothing is said about the plan", 'say it with --text "…", --step 2 "…" or --file src/a.ts "…"');
  }
  const { approvals } = await runner.jobs.get({ jobId });
  const plan = approvals.findLast(({ kind, status }) => kind === "plan" && status === "pending");
  if (!plan) {
    throw new SpoolError("conflict", `job ${shortId(jobId)} has no plan that waits for an answer`, {
      hint: `spool job show ${shortId(jobId)} shows what it has`,
    });
  }
  const { approval } = await runner.approvals.decide({
    approvalId: plan.id,
    decision: "request_changes",
    revision,
    comments,
    ...(text !== undefined && { comment: text }),
  });
  const { job, thread } = await runner.jobs.get({ jobId });
  await context.print({
    json: () => ({ ...jobResult({ job, thread }), approvals: [wireApproval(approval)] }),
    text: () => {
      const said = [...(comments.length > 0 ? [plural(comments.length, "comment")] : []), ...(text ? ["a text"] : [])];
      return `Asked for changes to "${cleanLine(plan.title)}" with ${said.join(" and ")}\nThe agent plans again: spool thread watch ${shortId(thread.id)}\n`;
    },
  });
  return undefined;
};

function commentsOf(call: Call): PlanComment[] {
  const steps = pairs(call, "step").map(([place, text]): PlanComment => {
    const step = Number(place);
    if (!/^\d+$/.test(place) || !Number.isSafeInteger(step) || step < 1) {
      throw usage(`--step: ${JSON.stringify(place.slice(0, 60))} is not the number of a step`, 'like --step 2 "…"');
    }
    return { anchor: { kind: "step", step }, text };
  });
  const files = pairs(call, "file").map(([path, text]): PlanComment => ({ anchor: { kind: "file", path }, text }));
  return [...steps, ...files];
}

/** A place and what is said about it; several after one another, or the option several times. */
function pairs(call: Call, option: "step" | "file"): [place: string, text: string][] {
  const words = call.texts(option) ?? [];
  if (words.length % 2 === 1) throw usage(`--${option}: a place and a text belong together`, `like --${option} 2 "…"`);
  return words.flatMap((place, index) =>
    index % 2 === 0 ? [[place, words[index + 1] ?? ""] as [string, string]] : [],
  );
}
