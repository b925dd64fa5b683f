import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { acpProtocol } from "../../runner/agents/acp/protocol.ts";
import { claudeProtocol } from "../../runner/agents/claude/protocol.ts";
import { codexExecProtocol } from "../../runner/agents/codex/exec.ts";
import { codexServerProtocol } from "../../runner/agents/codex/server.ts";
import { commandProtocol } from "../../runner/agents/command/protocol.ts";
import type { AgentLaunch, AgentProtocol, AgentStep } from "../../runner/agents/port.ts";

const folder = join(import.meta.dirname, "fixtures");

/** The launch under which the recorded output counts as this run's own: its paths begin with the recorded cwd. */
export const recordedLaunch: AgentLaunch = {
  runId: "run-1",
  cwd: "/srv/box/wt",
  stateDirectory: "/srv/box/state",
  prompt: "do it",
  newSessionId: "00000000-0000-4000-8000-000000000000",
  phase: "work",
  writeMode: "workspace_write",
  permissions: "ask",
};

export const protocols: Record<string, (launch: AgentLaunch) => AgentProtocol> = {
  acp: (launch) => acpProtocol(launch, { model: undefined, exitsAtEndOfInput: false }),
  claude: claudeProtocol,
  "codex-exec": codexExecProtocol,
  "codex-server": (launch) => codexServerProtocol(launch, undefined),
  command: commandProtocol,
};

/** Recorded output of the real programs, shortened: kind and name of every transcript. */
export function transcripts(): { kind: string; name: string; lines: string[]; file: string }[] {
  return readdirSync(folder).flatMap((kind) =>
    readdirSync(join(folder, kind))
      .filter((file) => file.endsWith(".jsonl"))
      .map((file) => {
        const lines = readFileSync(join(folder, kind, file), "utf8")
          .trimEnd()
          .split("\n");
        return { kind, name: file.replace(".jsonl", ""), lines, file: join(folder, kind, file) };
      }),
  );
}

/** Feeds lines, allowing whatever is asked; every step in order. */
export function feed(protocol: AgentProtocol, lines: string[]): AgentStep[] {
  const steps = [protocol.open()];
  for (const line of lines) {
    const step = protocol.line(line);
    steps.push(step);
    for (const event of step.events) {
      if (event.kind === "question") steps.push(protocol.answer(event.requestId, { decision: "allow" }));
    }
  }
  return steps;
}
