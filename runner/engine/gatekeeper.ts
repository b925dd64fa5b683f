import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { rulesOf } from "../../shared/model/permissions.ts";
import type { AgentAnswer, AgentEvent } from "../agents/port.ts";
import { decide } from "../gates/permissions/judge.ts";
import { deviations } from "../gates/contract/contract.ts";
import { boundBy } from "./contract/bound.ts";
import type { ContractWatch } from "./contract/watch.ts";
import type { RunContext } from "./context.ts";

type Question = Extract<AgentEvent, { kind: "question" }>;

/** What becomes of a question before a person sees it. */
export type Ruling =
  | { kind: "answer"; answer: AgentAnswer }
  | { kind: "ask"; approval: "permission" | "side_effect"; sideEffect: string | null };

/** Decides by the contract, then by the job's rules, then by what a person allowed for the whole thread. */
export async function ruleOn(
  context: RunContext,
  { worktree, watch }: { worktree: string; watch: ContractWatch | undefined },
  question: Question,
): Promise<Ruling> {
  const paths = await pathsOf(worktree, question.paths ?? []);
  const kept = watch && (await keptByContract(context, watch, question, paths));
  if (kept) return { kind: "answer", answer: { decision: "deny", reason: kept } };
  const isNeeded = question.isNeeded ?? true;
  const { tool, title, command, hosts = [] } = question;
  const use = { tool, title, command, paths: [...new Set(paths.flatMap(({ names }) => names))], hosts };
  const { answer, sideEffect = null } = decide(rulesOf(context.job.permissions), use, isNeeded);
  switch (answer) {
    case "allow":
    case "pass":
      return { kind: "answer", answer: { decision: answer } };
    case "deny":
      return {
        kind: "answer",
        answer: { decision: "deny", reason: "this job may not do that: its permissions deny it" },
      };
    case "ask": {
      if (await isAllowedForThread(context, question)) return { kind: "answer", answer: { decision: "allow" } };
      return { kind: "ask", approval: sideEffect === null ? "permission" : "side_effect", sideEffect };
    }
  }
}

/** Why a change is kept from happening, when it lies beyond the contract; a person is asked in the same moment. */
async function keptByContract(
  context: RunContext,
  watch: ContractWatch,
  { tool }: Question,
  paths: readonly UsedPath[],
): Promise<string | undefined> {
  if (tool !== "edit" && tool !== "delete" && tool !== "move") return undefined;
  const bound = await boundBy(context);
  if (!bound) return undefined;
  const inside = paths.flatMap(({ inside: path }) => (path === undefined ? [] : [{ path }]));
  const wanted = deviations(bound.contract, inside);
  if (wanted.length === 0) return undefined;
  const files = wanted.map(({ path }) => ({ path, change: "wanted" as const, additions: null, deletions: null }));
  if (context.job.contract === "warn") return undefined;
  await watch.note(files, "tool");
  const list = wanted.map(({ path }) => path).join(", ");
  return context.job.contract === "stop"
    ? `${list}: the approved plan does not name this. A person was asked; stop here.`
    : `${list}: the approved plan does not name this. A person was asked; do the rest of the work without it.`;
}

interface UsedPath {
  /** From the worktree's root; absent for what lies outside of it. */
  inside: string | undefined;
  /** As it is written and as it is behind links; absolute outside of the worktree. */
  names: string[];
}

async function pathsOf(worktree: string, paths: readonly string[]): Promise<UsedPath[]> {
  const root = await realpath(worktree);
  return Promise.all(
    paths.slice(0, 200).map(async (path) => {
      const written = resolve(worktree, path);
      const real = await behindLinks(written);
      const fromRoot = relative(root, real);
      const isInside = fromRoot !== "" && fromRoot !== ".." && !fromRoot.startsWith("../");
      const plain = relative(worktree, written);
      const shown = plain === ".." || plain.startsWith("../") ? written : plain;
      return { inside: isInside ? fromRoot : undefined, names: [shown, isInside ? fromRoot : real] };
    }),
  );
}

/** Of the part of a path that is there; a last name that is a link is itself what would be replaced or followed. */
async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Not there, not yet, or not to be looked at: its directory may be.
    const parent = dirname(path);
    return parent === path ? path : join(await behindLinks(parent), path.slice(parent === "/" ? 1 : parent.length + 1));
  }
}

/** What the same question again would be recognised by; undefined for what was cut, or is too large to be compared. */
export function useKey({ tool, title, command, paths = [], hosts = [], detail }: Question): string | undefined {
  const heart = command ?? (paths.length > 0 || hosts.length > 0 ? "" : `${title}\n${detail ?? ""}`);
  if (heart.length > 8_000 || (tool === "execute" && command === undefined)) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([tool, heart, paths.toSorted(), hosts.toSorted()]))
    .digest("hex");
}

/** The choice of a question by which a person allows the same again, for the thread. */
export const forThread = { id: "thread", label: "Allow for This Thread", decision: "approve" } as const;

async function isAllowedForThread({ ledger, job }: RunContext, question: Question): Promise<boolean> {
  const key = useKey(question);
  if (key === undefined) return false;
  const approvals = await ledger.core.store.read.approvals.forThread(job.threadId);
  return approvals.some(
    ({ status, choice, payload }) => status === "approved" && choice === forThread.id && payload["use"] === key,
  );
}
