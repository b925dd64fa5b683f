/** Icons for texts such as the status bar's; made by .dev/tasks/icon-font.ts. */
export const icons = {
  "spool-spool": {
    description: "Spool",
    default: { fontPath: "media/spool.ttf", fontCharacter: "\\E001" },
  },
} as const;
