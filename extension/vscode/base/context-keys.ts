import * as vscode from "vscode";
import type { ContextKey, ContextKeys } from "../../manifest/context-keys.ts";

export function setContextKey<Key extends ContextKey>(key: Key, value: ContextKeys[Key]): void {
  void vscode.commands.executeCommand("setContext", key, value);
}
