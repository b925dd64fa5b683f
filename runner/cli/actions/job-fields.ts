import { contractPolicies } from "../../../shared/model/contract.ts";
import { permissionAnswers } from "../../../shared/model/permissions.ts";
import type { ContinueThreadInput } from "../../../shared/api/inputs.ts";
import type { Call } from "../call.ts";
import type { RunnerPort } from "../runner-port.ts";
import { resolveId } from "./references.ts";

const modes = ["autonomous", "interactive"] as const;
const writeModes = ["workspace_write", "read_only"] as const;
const publishPolicies = ["none", "patch", "branch"] as const;

function baselineField(call: Call): boolean | undefined {
  const value = call.choice("baseline", ["on", "off"] as const);
  return value === undefined ? undefined : value === "on";
}

/** What the options say about a job; what they leave out comes from the job type. */
export function jobFields(call: Call, instruction: string): Omit<ContinueThreadInput, "threadId"> {
  const fields = {
    title: call.text("summary", "title"),
    jobType: call.text("jobType"),
    prompt: call.text("prompt"),
    acceptance: call.text("acceptance"),
    agent: call.text("agent"),
    model: call.text("model"),
    mode: call.choice("mode", modes),
    writeMode: call.choice("writeMode", writeModes),
    verify: call.texts("verify"),
    publish: call.choice("publish", publishPolicies),
    permissions: call.choice("permissions", permissionAnswers),
    contract: call.choice("contract", contractPolicies),
    priority: call.integer("priority"),
    timeoutMs: call.duration("timeout"),
    retryLimit: call.count("retryLimit"),
    maxTurns: call.integer("maxTurns"),
    maxCostUsd: call.number("maxCost"),
    maxTokens: call.integer("maxTokens"),
    maxMinutes: call.number("maxMinutes"),
    allowUnknownPrice: call.flag("allowUnknownPrice") || undefined,
    backupAgent: call.text("backupAgent"),
    backupModel: call.text("backupModel"),
    baseline: baselineField(call),
    hold: call.flag("hold") || undefined,
  };
  return { instruction, ...withoutUndefined(fields) };
}

export async function threadFields(runner: RunnerPort, call: Call) {
  const parent = call.text("parent");
  const dependsOn: string[] = [];
  for (const typed of call.texts("dependsOn") ?? []) dependsOn.push(await resolveId(runner, "thread", typed));
  return withoutUndefined({
    baseBranch: call.text("baseBranch"),
    labels: call.texts("label"),
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    parentThreadId: parent === undefined ? undefined : await resolveId(runner, "thread", parent),
  });
}

export function callOptions(call: Call): { idempotencyKey?: string } {
  const idempotencyKey = call.text("idempotencyKey");
  return idempotencyKey === undefined ? {} : { idempotencyKey };
}

/** A field that is there with the value `undefined` is not the same as none: strict schemas tell them apart. */
function withoutUndefined<Fields extends Record<string, unknown>>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
