import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";

const namespace = "vscode-names";

/**
 * Makes of `import * as vscode` imports of the names that are used. Left as it is, esbuild copies VS Code's whole API, some 450
 * names, once for each file that imports it: more than half of the time that loading the extension took. The names
 * are those of the oldest VS Code that is supported.
 */
export function vscodeNames(root: string): Plugin {
  return {
    name: namespace,
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^vscode$/ }, ({ importer, namespace: from }) =>
        from === namespace || importer.includes("node_modules")
          ? { path: "vscode", external: true }
          : { path: "vscode", namespace },
      );
      pluginBuild.onLoad({ filter: /.*/, namespace }, async () => {
        const types = await readFile(join(root, "node_modules/@types/vscode/index.d.ts"), "utf8");
        const declared = types.matchAll(
          /^(?: {4}|\t)(?:export )?(?:abstract )?(?:namespace|class|enum|const|function) (\w+)/gm,
        );
        const names = new Set(Array.from(declared, ([, name = ""]) => name));
        return { contents: `export { ${[...names].join(", ")} } from "vscode";` };
      });
    },
  };
}
