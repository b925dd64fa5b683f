import { isIPv4, isIPv6 } from "node:net";

/** Why an address that is not loopback is refused, wherever it was written. */
export const clearText = {
  message: "this address can be reached from other machines, and there is no TLS",
  hint: "set server.tls, or listen on 127.0.0.1 and come through SSH, or accept it with server.allow_remote: true",
};

/** `host:port`; undefined when it is not that. */
export function parseListen(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) return undefined;
  const [, six, other] = match;
  if (six !== undefined) return isIPv6(six) ? { host: six, port } : undefined;
  // Digits and dots alone are an address, and then must be a whole one: no resolver may guess what 127.1 means.
  if (other === undefined || (/^[\d.]+$/.test(other) && !isIPv4(other))) return undefined;
  return { host: other.toLowerCase(), port };
}

export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith("127.");
  if (!isIPv6(host)) return host === "localhost";
  return new URL(`http://[${host}]/`).hostname === "[::1]";
}
