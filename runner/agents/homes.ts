import type { AgentHome } from "./port.ts";

/** Protected, and made when they are missing. */
function folders(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${name}/`, ""]));
}

const claudeFolders = folders(["agents", "commands", "hooks", "output-styles", "plugins", "rules", "skills"]);

export const claudeHomes: readonly AgentHome[] = [
  {
    path: ".claude",
    variable: "CLAUDE_CONFIG_DIR",
    make: true,
    protect: { "settings.json": "{}\n", ".claude.json": null, "CLAUDE.md": "", ...claudeFolders },
  },
  // Servers of the user's. Claude keeps its counters there too and does without, when it cannot write.
  { path: ".claude.json", readOnly: true },
];

export const codexHomes: readonly AgentHome[] = [
  {
    path: ".codex",
    variable: "CODEX_HOME",
    make: true,
    // Its own skills Codex cannot install then; it says so and goes on. The user's next session does.
    protect: {
      "config.toml": "",
      "AGENTS.md": "",
      "hooks.json": "{}\n",
      ...folders(["hooks", "rules", "prompts", "skills"]),
    },
  },
];

export const geminiHomes: readonly AgentHome[] = [
  {
    path: ".gemini",
    make: true,
    protect: {
      "settings.json": "{}\n",
      "GEMINI.md": "",
      ...folders(["extensions", "hooks", "commands", "policies", "skills", "agents"]),
    },
  },
];

export const opencodeHomes: readonly AgentHome[] = [
  { path: ".config/opencode" },
  { path: ".local/share/opencode", make: true },
  { path: ".local/state/opencode" },
];

/** For programs that nobody knows: they may start any of the known ones. No home is made for them. */
export const allHomes: readonly AgentHome[] = [...claudeHomes, ...codexHomes, ...geminiHomes, ...opencodeHomes].map(
  ({ make: _, ...home }) => home,
);
