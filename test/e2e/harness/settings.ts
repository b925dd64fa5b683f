/** The four ways VS Code can look that Spool's views are judged in. */
export const themes = {
  dark: { setting: "Default Dark Modern", kind: "vs-dark" },
  light: { setting: "Default Light Modern", kind: "vs" },
  "high-contrast-dark": { setting: "Default High Contrast", kind: "hc-black" },
  "high-contrast-light": { setting: "Default High Contrast Light", kind: "hc-light" },
} as const;

export type Theme = keyof typeof themes;

/** Nothing that moves, asks, advertises, or looks for the internet. */
export const calmSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
  "task.autoDetect": "off",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.autoDetectColorScheme": false,
  "window.autoDetectHighContrast": false,
  "window.dialogStyle": "custom",
  "workbench.colorTheme": themes.dark.setting,
  "workbench.enableExperiments": false,
  // An editor that takes the focus late would close the palette that a test just opened.
  "workbench.quickOpen.closeOnFocusLost": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};
