import * as vscode from "vscode";
import { panelPage } from "../../common/panels/page.ts";

/** The page of a screen as this webview is to load it. */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, screen: string, state: object): string {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name)).toString();
  return panelPage({ file, source: webview.cspSource, nonce, screen, state });
}
