import * as vscode from "vscode";
import type { SettingKey, Settings } from "../../manifest/settings.ts";

export function readSetting<Key extends SettingKey>(key: Key): Settings[Key] {
  return vscode.workspace.getConfiguration().get<Settings[Key]>(key) as Settings[Key];
}

export async function writeSetting<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

export function onSetting(key: SettingKey, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(key)) listener();
  });
}
