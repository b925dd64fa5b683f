import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { errorText } from "../../common/error-text.ts";
import { plainMessage } from "../../common/plain-message.ts";
import { log } from "./log.ts";

/** Tells of an error that stopped what the person asked for. The only place where an error becomes a message. */
export async function showError(error: unknown): Promise<void> {
  const text = errorText(error);
  log().error(text, SpoolError.is(error) ? "" : stackOf(error));
  const showLog = "Show Log";
  const choice = await vscode.window.showErrorMessage(plainMessage(text), showLog);
  if (choice === showLog) log().show();
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? "") : "";
}
