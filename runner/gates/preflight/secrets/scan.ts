import { entropy } from "./entropy.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { SecretHit, SecretRule } from "./rule.ts";
import { cloudRules } from "./rules/cloud.ts";
import { codeHostingRules } from "./rules/code-hosting.ts";
import { genericRules } from "./rules/generic.ts";
import { serviceRules } from "./rules/services.ts";
import { secretlintHits } from "./secretlint.ts";

/** Of one provider before those that know only the name of a setting: the first to find a secret names it. */
const secretRules: readonly SecretRule[] = [...codeHostingRules, ...cloudRules, ...serviceRules, ...genericRules];

/** More in one text are not looked at one by one: one is enough for a no. */
const hitLimit = 200;

/** Secrets in a text, by their place, each once. `isText` false: what can be found by chance is not looked for. */
export async function findSecrets(text: string, options: { path: string; isText: boolean }): Promise<SecretHit[]> {
  const own = ownHits(text, options);
  // Its rules are made for texts: lines, settings, sources.
  const others = options.isText ? await secretlintHits(text, options.path) : [];
  const accepted = others.filter(({ start, end }) => !isPlaceholder(valueOf(text.slice(start, end))));
  return withoutOverlap([...own, ...accepted]);
}

function ownHits(text: string, { path, isText }: { path: string; isText: boolean }): SecretHit[] {
  const lower = text.toLowerCase();
  const hits: SecretHit[] = [];
  for (const rule of secretRules) {
    if (rule.textOnly && !isText) continue;
    if (!rule.near.some((word) => lower.includes(word))) continue;
    for (const match of text.matchAll(rule.pattern)) {
      if (hits.length >= hitLimit) return hits;
      const secret = match.groups?.["secret"] ?? match[0];
      const start = match.index + match[0].lastIndexOf(secret);
      if (isPlaceholder(secret) || (rule.entropy !== undefined && entropy(secret) < rule.entropy)) continue;
      if (rule.accepts && !rule.accepts(secret, { path, line: lineAround(text, start) })) continue;
      hits.push({ rule: rule.id, start, end: start + secret.length });
    }
  }
  return hits;
}

function lineAround(text: string, index: number): string {
  const start = Math.max(text.lastIndexOf("\n", index) + 1, index - 200);
  const end = text.indexOf("\n", index);
  return text.slice(start, Math.min(end === -1 ? text.length : end, index + 400));
}

/** Of what a rule took with the name of the setting: the value alone, without quotes; of a URL its password. */
function valueOf(found: string): string {
  const password = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^:@/]{0,200}:([^@]{1,300})@/i.exec(found)?.[1];
  if (password !== undefined) return password;
  return /[:=]\s{0,5}["'`]?([^\s"'`]{1,300})["'`]?$/.exec(found)?.[1] ?? found;
}

function withoutOverlap(hits: readonly SecretHit[]): SecretHit[] {
  const kept: SecretHit[] = [];
  for (const hit of hits) {
    if (!kept.some((other) => hit.start < other.end && other.start < hit.end)) kept.push(hit);
  }
  return kept.toSorted((left, right) => left.start - right.start);
}
