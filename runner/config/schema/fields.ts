import * as z from "zod";
import { livenessPolicies } from "../../../shared/model/job.ts";
import { permissionPolicy } from "../../../shared/model/permissions.ts";

/** A text with something in it. */
export const text = z.string().min(1).max(100_000);

/** A name that is a directory, a lane or a column somewhere else. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "names are 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first",
  );

export const jobTypeName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,59}$/,
    "job types are 1 to 60 letters, digits, dashes and underscores, a letter first",
  );

export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,199}$/,
    "names of environment variables are letters, digits and underscores, no digit first",
  );

/** A path on the machine: `~` is the home directory, relative ones start at the configuration file's directory. */
export const machinePath = z.string().min(1).max(4096);

/** A path inside a worktree. */
export const repositoryPath = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) =>
      !path.startsWith("/") &&
      !path.startsWith("~") &&
      !path.split("/").some((part) => part === ".." || part === ".git"),
    "expected a path inside the repository, relative to its root, without .. and outside .git",
  );

/** What git takes as a branch name, in short. */
export const branchName = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (branch) =>
      !/[\s~^:?*[\\\x7f]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$|^@$/.test(branch) && !/\/\.|\.lock\//.test(branch),
    "not a branch name that git accepts",
  );

/** Minutes that end in a timer: a timer of more than 24 days fires at once, so a week is the most. */
export const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);
/** Hours that are looked after by the runner's clock, so that a year of them is fine. */
export const hours = z
  .number()
  .positive()
  .max(365 * 24);
/** How long something is kept. */
export const days = z.number().min(0).max(3650);
/** What is done about an agent that seems to be stuck; key by key over what is said further out. */
export const liveness = z.strictObject({
  policy: z.enum(livenessPolicies).optional(),
  loop_rounds: z.int().min(2).max(1_000).optional(),
  stop_after_minutes: minutes.optional(),
});
export type LivenessFile = z.output<typeof liveness>;
export const count = z.int().min(1).max(10_000);
/** Of one day, over all runs. */
export const dayBudgetSchema = z.strictObject({
  usd_per_day: z.number().positive().max(1_000_000).optional(),
  tokens_per_day: z.int().min(1).max(1e12).optional(),
  minutes_per_day: z.number().positive().max(1_000_000).optional(),
  turns_per_day: z.int().min(1).max(10_000_000).optional(),
});
export type DayBudgetFile = z.output<typeof dayBudgetSchema>;
export const tokenCount = z.int().min(1).max(1e12);
export const dollars = z.number().positive().max(1_000_000);

export const permissions = permissionPolicy;
export const sandbox = z.enum(["auto", "require", "off"]);

/** A text is a line for `sh -c`; a list is a program and its arguments. */
const command = z.union([text, z.array(text).min(1).max(1000)]);
/** One line, or several commands in their order. */
export const commands = z.union([text, z.array(command).max(100)]);

/** Author and committer of what Spool commits. */
export const gitIdentity = z.strictObject({
  author_name: z.string().trim().min(1).max(200).refine(oneLine, "expected one line without < and >").optional(),
  author_email: z.string().trim().min(1).max(200).refine(oneLine, "expected one line without < and >").optional(),
});

function oneLine(value: string): boolean {
  return !/[<>\r\n]/.test(value);
}
