import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { root } from "../../../.dev/build.ts";
import { copyExtension } from "../../../.dev/extension-files.ts";

const host = join(import.meta.dirname, "../host");

interface Manifest {
  publisher: string;
  name: string;
  version: string;
}

/** Compiles test code for the extension host, where modules are CommonJS and `vscode` is provided. */
export async function compileForHost(sources: string[], folder: string): Promise<void> {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: sources,
    outdir: folder,
    entryNames: "[name]",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node22",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "warning",
  });
}

/** Puts the bridge where VS Code looks for extensions. Returns its folder. */
export async function stageBridge(extensions: string): Promise<string> {
  const folder = join(extensions, "spool-test.bridge-0.0.1");
  await compileForHost([join(host, "bridge.ts")], folder);
  const manifest = {
    name: "bridge",
    publisher: "spool-test",
    version: "0.0.1",
    engines: { vscode: "^1.101.0" },
    main: "./bridge.cjs",
    activationEvents: ["*"],
    extensionKind: ["workspace"],
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

/** Puts Spool there as it was built, without packing it. */
export async function stageFolder(extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await copyExtension(join(extensions, name), { maps: true });
}

/** Installs a package as a person would, into the folder where VS Code looks for extensions. */
export async function installPackage(
  program: { node: string; server: string },
  path: string,
  options: { flags: string[]; env: Record<string, string> },
): Promise<void> {
  const values = [program.server, ...options.flags, "--install-extension", path, "--force"];
  await promisify(execFile)(program.node, values, { env: options.env });
}
