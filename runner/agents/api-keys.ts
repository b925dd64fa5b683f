import type { AgentSettings } from "./port.ts";

/**
 * Variables by which a vendor's program bills by use instead of by the login of a subscription: the key itself, and what
 * leads it to an account elsewhere. Every one of them takes precedence over the login.
 */
const claude = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
  "CLAUDE_CODE_USE_FOUNDRY",
  "ANTHROPIC_FOUNDRY_API_KEY",
  "AWS_BEARER_TOKEN_BEDROCK",
];
const codex = ["OPENAI_API_KEY", "CODEX_API_KEY", "AZURE_OPENAI_API_KEY"];
const others = ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI", "OPENROUTER_API_KEY"];

/** What an agent on a subscription must not see. One behind a common protocol may be of any vendor, or start another. */
export function apiKeyVariables(adapter: AgentSettings["adapter"]): readonly string[] {
  switch (adapter) {
    case "claude":
      return claude;
    case "codex":
      return codex;
    case "acp":
    case "command":
      return [...claude, ...codex, ...others];
  }
}
