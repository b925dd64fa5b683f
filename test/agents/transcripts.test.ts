import { describe, expect, test } from "vitest";
import type { AgentLaunch, AgentStep } from "../../runner/agents/port.ts";
import { feed, protocols, recordedLaunch, transcripts } from "./fixtures.ts";

/** What a step did, one line each, for people to read in a review. */
function told(step: AgentStep): string[] {
  const lines = step.events.map(({ kind, ...facts }) => `${kind} ${JSON.stringify(facts)}`);
  lines.push(...step.send.map(({ key, line }) => `  > ${key} ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`));
  if (step.closeInput) lines.push("  > end of input");
  if (step.stop) lines.push("  > stop");
  return lines;
}

function launchOf(name: string): AgentLaunch {
  const resumed = /resume|load/.test(name);
  return { ...recordedLaunch, ...(resumed && { resumeSessionId: "a2a279f9-78c8-4a17-9e0e-fa22a6d8abc4" }) };
}

describe("recorded output leads to the events that were read and found right", () => {
  test.each(transcripts())("$kind $name", async ({ kind, name, lines, file }) => {
    const protocol = protocols[kind]?.(launchOf(name));
    if (!protocol) throw new Error(`no protocol for ${kind}`);
    const text = feed(protocol, lines).flatMap(told);
    text.push(`= ${JSON.stringify(protocol.finish({ code: 1, signal: null }, ""))}`);
    await expect(`${text.join("\n")}\n`).toMatchFileSnapshot(file.replace(".jsonl", ".events.txt"));
  });
});
