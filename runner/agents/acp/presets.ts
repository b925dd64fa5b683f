import { join } from "node:path";
import { allHomes, geminiHomes, opencodeHomes } from "../homes.ts";
import type { AgentHome, AgentLaunch, AgentSettings } from "../port.ts";

/** What is particular about one agent behind the common protocol. */
export interface AcpPreset {
  command: string[];
  /** Named on the command line where the protocol has no way to choose a model. */
  modelFlag?: string;
  inheritedEnvironment: readonly string[];
  homes: readonly AgentHome[];
  environment(launch: AgentLaunch): Record<string, string>;
  files(launch: AgentLaunch): { path: string; content: string }[];
  /** Ends by itself at the end of its input: it may still be writing its session down, which TERM would cut off. */
  exitsAtEndOfInput: boolean;
  /** Files that run where the npm wrapper is missing. */
  packages: string[];
  install: string;
}

function geminiSettingsPath(launch: AgentLaunch): string {
  return join(launch.stateDirectory, "gemini-settings.json");
}

const presets: Record<NonNullable<AgentSettings["preset"]>, AcpPreset> = {
  opencode: {
    command: ["opencode", "acp"],
    inheritedEnvironment: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"],
    homes: opencodeHomes,
    environment: () => ({
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_SHARE: "1",
      // Servers that the repository's opencode.json names; its plugins still run: only a sandbox stops those.
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
    }),
    files: () => [],
    exitsAtEndOfInput: true,
    packages: ["opencode-linux-x64/bin/opencode", "opencode-linux-arm64/bin/opencode"],
    install: "npm install -g opencode-ai, then opencode auth login",
  },
  gemini: {
    command: ["gemini", "--acp"],
    modelFlag: "--model",
    inheritedEnvironment: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_CLOUD_PROJECT", "GOOGLE_GEMINI_BASE_URL"],
    homes: geminiHomes,
    environment: (launch) => ({
      GEMINI_CLI_SYSTEM_SETTINGS_PATH: geminiSettingsPath(launch),
      GEMINI_TELEMETRY_ENABLED: "false",
    }),
    // The user's own settings file stays untouched: the system's wins over it.
    files: (launch) => {
      const settings = {
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      };
      return [{ path: geminiSettingsPath(launch), content: JSON.stringify(settings) }];
    },
    exitsAtEndOfInput: true,
    packages: [],
    install: "npm install -g @google/gemini-cli, then set GEMINI_API_KEY",
  },
};

const plain: AcpPreset = {
  command: [],
  inheritedEnvironment: [],
  homes: allHomes,
  environment: () => ({}),
  files: () => [],
  exitsAtEndOfInput: false,
  packages: [],
  install: "the instructions of its maker, and name it under `command`",
};

export function presetOf(settings: AgentSettings): AcpPreset {
  return settings.preset === undefined ? plain : presets[settings.preset];
}

/** Every variable that some preset needs: which one is used is known only later. */
export function inheritedByPresets(): string[] {
  return [...new Set(Object.values(presets).flatMap((preset) => preset.inheritedEnvironment))];
}
