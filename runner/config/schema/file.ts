import * as z from "zod";
import { agentSchema } from "./agent.ts";
import { gitIdentity, name } from "./fields.ts";
import { projectSchema } from "./project.ts";
import { runtimeSchema, serverSchema } from "./runtime.ts";

const dollarsPerMillion = z.number().min(0).max(1_000_000);
const priceSchema = z.strictObject({
  input: dollarsPerMillion,
  cached_input: dollarsPerMillion.optional(),
  output: dollarsPerMillion,
});

/** The shape of spool.yml. Unknown keys are errors everywhere: a misspelt limit is no limit. */
export const fileSchema = z.strictObject({
  runtime: runtimeSchema.prefault({}),
  server: serverSchema.prefault({}),
  git: gitIdentity.prefault({}),
  agents: z.record(name, agentSchema).optional(),
  /** By model, in US dollars per million tokens. */
  prices: z.record(z.string().min(1).max(200), priceSchema).default({}),
  projects: z.array(projectSchema).max(1000).default([]),
});

/** The file with its fixed defaults filled in; paths, references and units still as written. */
export type SpoolFile = z.output<typeof fileSchema>;
