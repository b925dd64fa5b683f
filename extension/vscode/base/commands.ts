import * as vscode from "vscode";
import type { CommandId } from "../../manifest/commands.ts";
import { showError } from "./errors.ts";

/** A command that never fails in silence: what its handler throws is told to the person, once. */
export function registerCommand<Arguments extends unknown[]>(
  id: CommandId,
  handler: (...args: Partial<Arguments>) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await handler(...(args as Partial<Arguments>));
    } catch (error) {
      void showError(error);
      return undefined;
    }
  });
}
