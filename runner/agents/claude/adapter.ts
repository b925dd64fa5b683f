import type { AgentAdapter } from "../port.ts";
import { claudeHomes } from "../homes.ts";
import { probeProgram } from "../probe.ts";
import { claudeCommand } from "./command.ts";
import { claudeProtocol } from "./protocol.ts";

export const claudeAdapter: AgentAdapter = {
  id: "claude",
  inheritedEnvironment: [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_MODEL",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_VERTEX",
    "CLAUDE_CONFIG_DIR",
  ],
  homes: () => claudeHomes,
  command: claudeCommand,
  protocol: (_settings, launch) => claudeProtocol(launch),
  probe: (settings) =>
    probeProgram({
      command: settings.command ?? ["claude"],
      packages: ["@anthropic-ai/claude-code-linux-x64/claude", "@anthropic-ai/claude-code-linux-arm64/claude"],
      install: "npm install -g @anthropic-ai/claude-code, then run claude once to log in",
    }),
};
