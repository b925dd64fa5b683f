import * as vscode from "vscode";

/** The page of a screen: one script, one style sheet, nothing inline, no network. */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, screen: string, state: object): string {
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name));
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // The hash is that of an empty style element: the toolkit makes one and fills it by script, which no policy forbids.
    `style-src ${webview.cspSource} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file("codicon.css").toString()}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${file("page.css").toString()}">
<script type="module" nonce="${nonce}" src="${file(`${screen}.js`).toString()}"></script>
</head>
<body data-state="${escapeAttribute(JSON.stringify(state))}"></body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
