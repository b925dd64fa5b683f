import type { AgentAdapter } from "../port.ts";
import { codexHomes } from "../homes.ts";
import { probeProgram } from "../probe.ts";
import { codexCommand } from "./command.ts";
import { codexExecProtocol } from "./exec.ts";
import { codexServerProtocol } from "./server.ts";

export const codexAdapter: AgentAdapter = {
  id: "codex",
  inheritedEnvironment: ["CODEX_HOME", "CODEX_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"],
  homes: () => codexHomes,
  command: codexCommand,
  protocol: (settings, launch) =>
    settings.protocol === "exec"
      ? codexExecProtocol(launch)
      : codexServerProtocol(launch, launch.model ?? settings.model),
  probe: (settings) =>
    probeProgram({
      command: settings.command ?? ["codex"],
      packages: [
        "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
        "@openai/codex-linux-arm64/vendor/aarch64-unknown-linux-musl/bin/codex",
      ],
      install: "npm install -g @openai/codex, then run codex once to log in",
    }),
};
