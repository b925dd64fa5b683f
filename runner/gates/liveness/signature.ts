import { createHash } from "node:crypto";

/** How long something took, and the time of day, are different each time that the same thing happens. */
const passing =
  /\b\d{1,9}(?:\.\d{1,9})? ?ms\b|\b\d{1,9}\.\d{1,9} ?s(?:ec(?:onds?)?)?\b|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/g;

function digest(...parts: readonly string[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64");
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What a tool was called with. */
export function callSignature(call: { tool: string; title: string; paths: readonly string[]; detail: string }): string {
  return digest(call.tool, collapsed(call.title), call.paths.join("\0"), collapsed(call.detail));
}

/** The same call with what came of it. */
export function resultSignature(call: string, result: { ok: boolean; output: string }): string {
  return digest(call, String(result.ok), collapsed(result.output.replace(passing, "#")));
}

export function textSignature(text: string): string {
  return digest(collapsed(text).toLowerCase());
}
