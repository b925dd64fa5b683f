import { accessSync, constants } from "node:fs";
import type { ServerConfig } from "../config.ts";
import { clearText, isLoopback, parseListen } from "../listen.ts";
import { expandPath } from "../machine-path.ts";
import type { SpoolFile } from "../schema/file.ts";
import type { ResolveContext } from "./context.ts";

export function resolveServer(file: SpoolFile["server"], context: ResolveContext): ServerConfig {
  const listen = parseListen(file.listen);
  if (listen === undefined) {
    context.report(["server", "listen"], "expected host:port, for example 127.0.0.1:7433 or [::1]:7433");
  } else if (!isLoopback(listen.host) && file.tls === undefined && !file.allow_remote) {
    context.report(["server", "listen"], clearText.message, { hint: clearText.hint });
  }
  return {
    listen: listen ?? { host: "127.0.0.1", port: 0 },
    tls: file.tls
      ? {
          certificateFile: readable(file.tls.cert, "cert", context),
          keyFile: readable(file.tls.key, "key", context),
        }
      : null,
    allowedHosts: file.allowed_hosts.map((host) => host.toLowerCase()),
    publicUrl: file.public_url === undefined ? null : resolvePublicUrl(file.public_url, context),
    allowRemote: file.allow_remote,
  };
}

function readable(path: string, key: "cert" | "key", context: ResolveContext): string {
  const file = expandPath(path, context.home, context.directory);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    // Why does not matter: the server could not start with it.
    context.report(["server", "tls", key], `cannot read ${file}`);
  }
  return file;
}

function resolvePublicUrl(text: string, context: ResolveContext): string | null {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && ["http:", "https:"].includes(url.protocol) && url.username === "" && url.password === "";
  if (usable && url.search === "" && url.hash === "") return url.href.replace(/\/+$/, "");
  context.report(["server", "public_url"], "expected an http or https address without user, query and fragment");
  return null;
}
