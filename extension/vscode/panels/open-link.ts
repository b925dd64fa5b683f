import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";

/** Opens an address that an agent wrote, http or https only. VS Code asks the person about domains they do not trust. */
export async function openLink(url: string): Promise<void> {
  const address = URL.parse(url);
  if (address?.protocol !== "http:" && address?.protocol !== "https:") {
    throw new SpoolError("invalid_input", "only http and https addresses are opened");
  }
  await vscode.env.openExternal(vscode.Uri.parse(address.href, true));
}
