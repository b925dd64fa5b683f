/** One runner as the settings name it. The token is not here: it is in VS Code's secret storage, under the address's origin. */
export interface RunnerSetting {
  name: string;
  /** `http://127.0.0.1:7717` */
  address: string;
}

export interface Settings {
  "spool.runners": RunnerSetting[];
}

export type SettingKey = keyof Settings;

/**
 * JSON schema of each setting. Whatever decides where a token goes has scope `machine`: a repository's own settings can
 * then not redirect it.
 */
export const settings: { [Key in SettingKey]: object } = {
  "spool.runners": {
    type: "array",
    default: [],
    scope: "machine",
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
          patternErrorMessage: "Like http://127.0.0.1:7717: no path, no user name.",
          description: "As seen from the machine where VS Code's window is.",
        },
      },
    },
  },
};
