import { scryptSync } from "node:crypto";
import type { SecretHit } from "./rule.ts";

/** The text with what was found in it taken out. */
export function maskHits(text: string, hits: readonly SecretHit[]): string {
  let masked = text;
  for (const { start, end } of hits.toReversed()) masked = `${masked.slice(0, start)}***${masked.slice(end)}`;
  return masked;
}

/**
 * Stands for a secret where that must not be shown, the same everywhere. Slow on purpose, so that trying out passwords
 * takes long for whoever has it: some 10 ms.
 */
export function fingerprintOf(secret: string): string {
  return scryptSync(secret, "spool preflight", 9, { N: 4_096 }).toString("hex");
}

/** The first characters of a long secret, which say of which kind it is; of a short one nothing. */
export function previewOf(secret: string): string | null {
  if (secret.length < 20) return null;
  const start = secret.slice(0, 4);
  return /^[\x21-\x7e]{4}$/.test(start) ? `${start}…` : null;
}
