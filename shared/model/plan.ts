import * as z from "zod";
import { repositoryPath } from "./common.ts";

const line = z.string().trim().min(1).max(500);
const score = z.number().min(0).max(100);

/** All of a plan as JSON; each part alone may be long, all of them together would be nothing that a person reads. */
const longest = 1_000_000;

/** What an agent means to do: the payload of an approval of kind `plan`. Texts are Markdown, by an agent, never trusted. */
export const plan = z
  .object({
    title: z.string().trim().min(1).max(200),
    summary: z.string().max(20_000),
    approach: z.string().max(50_000),
    /** Comments name a step by its place here, from 1. */
    steps: z.array(z.object({ title: line, detail: z.string().max(20_000) })).max(200),
    filesToTouch: z
      .array(
        z.object({
          path: repositoryPath,
          change: z.enum(["new", "changed", "deleted"]),
          reason: z.string().max(2_000),
        }),
      )
      .max(1_000),
    risks: z.array(z.string().max(5_000)).max(100),
    /** How it is told that the work is done. */
    acceptance: z.string().max(50_000),
    /** Who wrote it: an agent's name, with its model. */
    author: z.string().trim().min(1).max(200),
    /** 1 for the first plan of a job; one more with each that answers a request for changes. */
    number: z.int().min(1),
    /** How much there was to go by. */
    signal: z
      .object({
        score,
        sources: z.array(z.object({ name: line, score, reason: z.string().max(2_000) })).max(50),
      })
      .nullish(),
    /** What similar work came to. `successChance` in 0 to 1. */
    forecast: z
      .object({
        successChance: z.number().min(0).max(1),
        durationMs: z.int().nonnegative(),
        turns: z.int().nonnegative(),
        sampleSize: z.int().nonnegative(),
      })
      .nullish(),
  })
  .refine((value) => JSON.stringify(value).length <= longest, { message: `longer than ${longest} characters as JSON` });
export type Plan = z.infer<typeof plan>;

/** Something said about one place of a plan. */
export const planComment = z.strictObject({
  anchor: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("step"), step: z.int().min(1) }),
    z.strictObject({ kind: z.literal("file"), path: repositoryPath }),
  ]),
  text: z.string().trim().min(1).max(10_000),
});
export type PlanComment = z.infer<typeof planComment>;
