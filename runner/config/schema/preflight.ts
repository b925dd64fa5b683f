import * as z from "zod";
import { minutes, text } from "./fields.ts";

/** `*` and `?` inside one part of a path, `**` over all; without a slash a name anywhere. */
const pathPattern = z.string().trim().min(1).max(500);
const patterns = z.array(pathPattern).max(500).default([]);

const checkName = z.string().trim().min(1).max(100);
const check = z.union([
  text.max(10_000),
  z.strictObject({ name: checkName, run: text.max(10_000), timeout_minutes: minutes.default(10) }),
]);

/** What is looked at before anything is published. */
export const preflightSchema = z
  .strictObject({
    max_file_mb: z.number().positive().max(10_000).default(1),
    allow_paths: patterns,
    forbidden_names: patterns,
    protected_paths: patterns,
    allow_secrets: z
      .array(z.string().regex(/^[0-9a-f]{18}$/, "expected a fingerprint as preflight shows it: 18 letters and digits"))
      .max(1_000)
      .default([]),
    timeout_minutes: minutes.default(10),
    checks: z.array(check).max(50).default([]),
  })
  .prefault({});
