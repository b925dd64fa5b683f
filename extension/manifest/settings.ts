/** One runner as the settings name it. The token is not here: it is in VS Code's secret storage, under the address's origin. */
export interface RunnerSetting {
  name: string;
  /** `http://127.0.0.1:7433` */
  address: string;
}

export interface Settings {
  "spool.runners": RunnerSetting[];
  "spool.notifications": "all" | "none";
}

export type SettingKey = keyof Settings;

/**
 * JSON schema of each setting. Whatever decides where a token goes has scope `application`: neither a repository's settings
 * nor those of a remote host can redirect it, and it holds in remote windows, where settings of scope `machine` are the
 * other host's.
 */
export const settings: { [Key in SettingKey]: object } = {
  "spool.runners": {
    type: "array",
    default: [],
    scope: "application",
    // Addresses mean something on this machine only.
    ignoreSync: true,
    order: 1,
    markdownDescription:
      "Runners that this editor connects to. **Spool: Connect to Runner…** adds one and keeps its token in the secret storage.",
    items: {
      type: "object",
      required: ["name", "address"],
      additionalProperties: false,
      properties: {
        name: { type: "string", description: "What the tree calls it." },
        address: {
          type: "string",
          pattern: "^https?://[^/@?#]+$",
          patternErrorMessage: "Like http://127.0.0.1:7433: no path, no user name.",
          description: "As seen from the machine where VS Code's window is.",
        },
      },
    },
  },
  "spool.notifications": {
    type: "string",
    enum: ["all", "none"],
    enumDescriptions: [
      "When something needs you: a question, a plan, a budget, a job that is blocked. Never for success.",
      "Never; the tree and the status bar still show it.",
    ],
    default: "all",
    scope: "application",
    order: 2,
    markdownDescription: "When Spool shows a notification.",
  },
};
