import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { socketVariable } from "../host/protocol.ts";
import { installVsCode } from "../runtime/install.ts";
import type { VsCodeVersion } from "../runtime/versions.ts";
import { type HostLink, listenForHosts } from "./host-link.ts";
import { ownDirectory } from "./own-directory.ts";
import { startGroup } from "./process-group.ts";
import { calmSettings } from "./settings.ts";
import { installPackage, stageBridge, stageFolder } from "./stage-extensions.ts";

export interface VsCodeOptions {
  version: VsCodeVersion;
  /** Spool as it was built, as it was packed (the path of a .vsix), or not at all. */
  extension: "folder" | { vsix: string } | "none";
  /** User settings on top of the calm ones. */
  settings?: Record<string, unknown>;
  /** Added to what the extension host and terminals inherit: nothing of this process's own but PATH. */
  env?: Record<string, string>;
}

export interface VsCode extends AsyncDisposable {
  port: number;
  /** Its own directory, removed with everything in it. */
  directory: string;
  /** Folder of the test-only extension. */
  bridge: string;
  hosts: HostLink;
  /** Copies its log files. */
  saveLogs(folder: string): Promise<void>;
}

/** A VS Code without a window yet, with a home and settings of its own. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const program = await installVsCode(options.version);
  await using made = new AsyncDisposableStack();
  const { path: directory } = made.use(await ownDirectory());
  const [user, extensions, home] = ["user", "extensions", "home"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(join(user, "User"), { recursive: true });
  await mkdir(extensions);
  await mkdir(home);
  await writeFile(join(user, "User", "settings.json"), JSON.stringify({ ...calmSettings, ...options.settings }));
  const socket = join(directory, "hosts.sock");
  const hosts = made.use(await listenForHosts(socket));
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    LANG: "C.UTF-8",
    TZ: "UTC",
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: directory,
    TMPDIR: directory,
    // No marketplace: it would be asked about every extension.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "", controlUrl: "" }),
    [socketVariable]: socket,
    ...options.env,
  };
  const places = [
    "--user-data-dir",
    user,
    "--extensions-dir",
    extensions,
    "--server-data-dir",
    join(directory, "server"),
  ];
  const agreed = ["--accept-server-license-terms", "--telemetry-level", "off"];
  // Before a package is installed: VS Code looks through the folder once, and keeps a list from then on.
  const bridge = await stageBridge(extensions);
  if (typeof options.extension === "object") {
    await installPackage(program, options.extension.vsix, { flags: [...places, ...agreed], env });
  }
  if (options.extension === "folder") await stageFolder(extensions);
  const server = made.use(
    startGroup(
      program.node,
      [
        ...["--import", join(import.meta.dirname, "../runtime/preload.ts"), program.server],
        ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
        ...["--disable-workspace-trust", "--disable-update-check"],
        // Otherwise the extension host of a closed window lives for hours.
        ...["--reconnection-grace-time", "2"],
        ...places,
        ...agreed,
      ],
      { env, log: join(directory, "server.log") },
    ),
  );
  const [, port] = await server.printed(/Extension host agent listening on (\d+)/);
  const owned = made.move();
  return {
    port: Number(port),
    directory,
    bridge,
    hosts,
    async saveLogs(folder) {
      await mkdir(folder, { recursive: true });
      await cp(join(directory, "server.log"), join(folder, "server.log"));
      // Written by VS Code when it has something to say.
      await cp(join(user, "logs"), join(folder, "logs"), { recursive: true }).catch(() => undefined);
      await cp(join(directory, "server", "data", "logs"), join(folder, "logs"), { recursive: true }).catch(
        () => undefined,
      );
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
