import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Theme } from "../../e2e/harness/settings.ts";

/** As VS Code 1.139 gives them to a webview, of those variables that Spool and its toolkit name. */
interface ThemeColours {
  className: string;
  kind: string;
  variables: Record<string, string>;
}

export const themes = JSON.parse(readFileSync(join(import.meta.dirname, "themes.json"), "utf8")) as Record<
  Theme,
  ThemeColours
>;
