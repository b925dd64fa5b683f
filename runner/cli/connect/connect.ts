import { SpoolError } from "../../../shared/errors.ts";
import { connect } from "../../client/client.ts";
import type { GlobalOptions } from "../context.ts";
import type { RunnerPort } from "../runner-port.ts";
import { bindClient } from "./bind-client.ts";
import { clearTextWarning } from "./clear-text.ts";
import { readTokenFile } from "./token-file.ts";

/**
 * Connects to the runner that was named, or to the one of this machine. Nothing is sent yet. Errors: `unavailable` (none
 * is running), `unauthenticated` (no token), `invalid_input` (not an address), `config_invalid`. `warn` hears when the
 * token will go over the network in clear: like curl, who names http gets http, since the network may be a private one.
 */
export async function connectRunner(
  options: GlobalOptions,
  environment: NodeJS.ProcessEnv,
  warn: (text: string) => void = () => {},
): Promise<RunnerPort> {
  const named = options.runner ?? (environment["SPOOL_RUNNER"] || undefined);
  const tokenFile = options.tokenFile ?? (environment["SPOOL_TOKEN_FILE"] || undefined);
  const url = named === undefined ? undefined : checkAddress(named);
  if (url !== undefined && tokenFile !== undefined) {
    const token = await readTokenFile(tokenFile);
    const warning = clearTextWarning(url);
    if (warning !== undefined) warn(warning);
    return bindClient(connect({ url, token }));
  }
  const { discoverLocal } = await import("./local.ts");
  const local = await discoverLocal(options.config, environment).catch((error: unknown) => {
    if (url === undefined) throw error;
    throw new SpoolError("unauthenticated", `no access token for ${url}`, {
      hint: "name a file that holds one with --token-file or SPOOL_TOKEN_FILE",
      cause: error,
    });
  });
  if (url !== undefined && new URL(local.url).origin !== new URL(url).origin) {
    // The token of this machine's runner is nothing to send to another one.
    throw new SpoolError("unauthenticated", `no access token for ${url}`, {
      hint: "name a file that holds one with --token-file or SPOOL_TOKEN_FILE",
    });
  }
  const token = tokenFile === undefined ? local.token : await readTokenFile(tokenFile);
  return bindClient(connect({ url: local.url, token }));
}

function checkAddress(text: string): string {
  const hint = "like http://127.0.0.1:7433";
  const url = URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SpoolError("invalid_input", `${JSON.stringify(text.slice(0, 200))} is not an address of a runner`, {
      hint,
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new SpoolError("invalid_input", "an access token does not belong into the address", {
      hint: "put it into a file and name that with --token-file",
    });
  }
  return url.href.replace(/\/+$/, "");
}
