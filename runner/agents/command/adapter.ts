import type { AgentAdapter } from "../port.ts";
import { allHomes } from "../homes.ts";
import { findProgram } from "../../find-program.ts";
import { commandProtocol } from "./protocol.ts";

export const commandAdapter: AgentAdapter = {
  id: "command",
  inheritedEnvironment: [],
  homes: () => allHomes,
  command(settings, launch) {
    const text = launch.systemPrompt === undefined ? launch.prompt : `${launch.systemPrompt}\n\n${launch.prompt}`;
    return {
      argv: settings.command ?? [],
      environment: {
        ...(launch.resumeSessionId !== undefined && { SPOOL_RESUME_SESSION: launch.resumeSessionId }),
        ...settings.environment,
      },
      stdin: { kind: "content", content: text },
      files: [],
    };
  },
  protocol: () => commandProtocol(),
  async probe(settings) {
    const command = settings.command ?? [];
    if (command.length === 0) return { available: false, problem: "No command is configured for this agent." };
    // Not started: an unknown program need not know --version, and may do its work instead.
    const program = findProgram(command[0] ?? "");
    if (program !== undefined) return { available: true };
    return { available: false, problem: `${command[0]} was not found: name it with its full path under \`command\`.` };
  },
};
