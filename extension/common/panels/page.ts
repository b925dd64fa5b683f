/** What a panel's page needs to know of where it is shown. */
export interface PageParts {
  /** The address of a file of dist/webview. */
  file: (name: string) => string;
  /** Where style sheets and fonts may come from. */
  source: string;
  /** New for each page, from a source of randomness for secrets. */
  nonce: string;
  /** Name of the screen's bundle. */
  screen: string;
  /** What identifies the panel; kept by VS Code over a restart. */
  state: object;
}

/** What every screen loads: what screens share, and what draws markdown. Else each would be asked for by the one before it. */
const chunks = ["chunks/chunk.js", "chunks/render.js"];

/** The page of a screen: one script, its style sheets, nothing inline, no network. */
export function panelPage({ file, source, nonce, screen, state }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // The hash is that of an empty style element: the toolkit makes one and fills it by script, which no policy forbids.
    `style-src ${source} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    `font-src ${source}`,
    `img-src ${source} data:`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file("codicon.css")}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${file("page.css")}">
${chunks.map((name) => `<link rel="modulepreload" nonce="${nonce}" href="${file(name)}">`).join("\n")}
<script type="module" nonce="${nonce}" src="${file(`${screen}.js`)}"></script>
</head>
<body data-state="${escapeAttribute(JSON.stringify(state))}"></body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
