import * as z from "zod";
import { billing } from "../../../shared/model/budget.ts";
import { count, dollars, minutes, name, permissions, sandbox, text, variableName } from "./fields.ts";

const argv = z.array(text).min(1).max(1000);

/** Keys of every agent, whatever its adapter. */
const common = {
  model: z.string().min(1).max(200).optional(),
  account: name.optional(),
  env: z.record(variableName, z.string().max(100_000)).default({}),
  permissions: permissions.optional(),
  sandbox: sandbox.optional(),
  max_jobs: count.optional(),
  max_turns: count.optional(),
  max_cost_usd: dollars.optional(),
  billing: billing.optional(),
  allow_unknown_price: z.boolean().optional(),
  stall_minutes: minutes.optional(),
};

export const agentSchema = z.discriminatedUnion("adapter", [
  z.strictObject({ adapter: z.literal("claude"), command: argv.optional(), ...common }),
  z.strictObject({
    adapter: z.literal("codex"),
    command: argv.optional(),
    protocol: z.enum(["app-server", "exec"]).default("app-server"),
    ...common,
  }),
  z.strictObject({
    adapter: z.literal("acp"),
    command: argv.optional(),
    preset: z.enum(["opencode", "gemini"]).optional(),
    ...common,
  }),
  z.strictObject({ adapter: z.literal("command"), command: argv, ...common }),
]);
