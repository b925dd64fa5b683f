import { type AgentAnswer, type AgentEvent, type AgentLaunch, onlyPlanning } from "../port.ts";
import { at, textAt } from "../reading.ts";
import { isInside, outputText, titleText } from "../wording.ts";
import { bareCommand, changeDiff, changedPaths } from "./items.ts";

type Question = Omit<Extract<AgentEvent, { kind: "question" }>, "kind" | "requestId">;

const methods = new Set([
  "item/commandExecution/requestApproval",
  "item/fileChange/requestApproval",
  "item/permissions/requestApproval",
]);

export function isApproval(method: string): boolean {
  return methods.has(method);
}

/** What is asked, in words; `item` is the started item the request names, which alone holds the change. */
export function approvalQuestion(cwd: string, method: string, params: unknown, item: unknown): Question {
  const reason = textAt(params, "reason") ?? "";
  if (method === "item/commandExecution/requestApproval") {
    const command = bareCommand(textAt(params, "command") ?? textAt(item, "command") ?? "a command");
    const detail = outputText(reason ? `${command}\n\n${reason}` : command);
    // Without a reason it only asks because it was told to ask about everything: what runs stays in its own sandbox.
    return { tool: "execute", title: titleText(command), detail, command, isNeeded: reason !== "" };
  }
  if (method === "item/fileChange/requestApproval") {
    const title = titleText(reason || "Change files");
    if (item === undefined) return { tool: "edit", title };
    const paths = changedPaths(item);
    const isNeeded = reason !== "" || paths.some((path) => !isInside(cwd, path));
    return { tool: "edit", title, diff: changeDiff(cwd, item), paths, isNeeded };
  }
  return { tool: "other", title: titleText(reason || "More permissions for this turn") };
}

/** The reply to an approval request: `decline` lets the agent go on without, unlike `cancel`. */
export function approvalReply(method: string, params: unknown, answer: AgentAnswer): unknown {
  const allowed = answer.decision !== "deny";
  if (method === "item/permissions/requestApproval") {
    return { permissions: allowed ? (at(params, "permissions") ?? {}) : {}, scope: "turn" };
  }
  return { decision: allowed ? "accept" : "decline" };
}

/** What the adapter answers by itself; undefined puts the question to a human. */
export function standingAnswer(launch: AgentLaunch): AgentAnswer | undefined {
  if (launch.phase === "plan") return { decision: "deny", reason: onlyPlanning };
  if (launch.writeMode === "read_only") return { decision: "deny", reason: "This run is read-only." };
  if (launch.permissions === "allow") return { decision: "allow" };
  if (launch.permissions === "deny") return { decision: "deny", reason: "Nobody is there to answer." };
  return undefined;
}
