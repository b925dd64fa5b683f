import { isLoopback } from "../../config/listen.ts";

/** What to say before a token goes to this address; undefined where nobody on the way could read it. */
export function clearTextWarning(address: string): string | undefined {
  const { protocol, hostname, origin } = new URL(address);
  if (protocol === "https:" || isLoopback(hostname.replace(/^\[(.*)\]$/, "$1"))) return undefined;
  return (
    `warning: ${origin} is not encrypted, whoever is on the way can read the access token; ` +
    "use https, or an SSH tunnel to 127.0.0.1"
  );
}
