import * as vscode from "vscode";
import { addressFromQuery, addressQuery, type FileAddress } from "../../common/changes/file-address.ts";

export const fileScheme = "spool";

/** A file of a thread as a URI; nothing else makes or reads `spool:` URIs. */
export function toFileUri(address: FileAddress, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: fileScheme, path: `/${path}`, query: addressQuery(address) });
}

export function fromFileUri(uri: vscode.Uri): { address: FileAddress; path: string } | undefined {
  if (uri.scheme !== fileScheme) return undefined;
  const address = addressFromQuery(uri.query);
  return address && { address, path: uri.path.replace(/^\/+/, "") };
}
