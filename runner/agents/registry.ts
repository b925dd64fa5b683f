import type { AgentAdapter, AgentSettings } from "./port.ts";
import { acpAdapter } from "./acp/adapter.ts";
import { claudeAdapter } from "./claude/adapter.ts";
import { codexAdapter } from "./codex/adapter.ts";
import { commandAdapter } from "./command/adapter.ts";

const adapters: Record<AgentSettings["adapter"], AgentAdapter> = {
  acp: acpAdapter,
  claude: claudeAdapter,
  codex: codexAdapter,
  command: commandAdapter,
};

export function agentAdapter(id: AgentSettings["adapter"]): AgentAdapter {
  return adapters[id];
}
