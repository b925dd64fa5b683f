import * as vscode from "vscode";
import type { Tone } from "../../common/threads/state.ts";

const colors: Readonly<Record<Tone, string | undefined>> = {
  attention: "list.warningForeground",
  working: "progressBar.background",
  good: "testing.iconPassed",
  bad: "list.errorForeground",
  quiet: undefined,
};

export function toneIcon(icon: string, tone: Tone): vscode.ThemeIcon {
  const color = colors[tone];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
