import { SpoolError } from "../../../shared/errors.ts";

export interface Tunnel {
  /** As `ssh` takes it: a name of its configuration, or `user@host`. */
  host: string;
  localPort: number;
  remotePort: number;
}

/** Names and addresses as SSH knows them. Nothing in it means anything to a shell, and it cannot begin as an option. */
const hostShape = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?[A-Za-z0-9_][A-Za-z0-9._:-]{0,254}$/;

/** Error: `invalid_input` with what is wrong. */
export function tunnelHost(typed: string): string {
  const host = typed.trim();
  if (host === "") throw wrong("a host is needed", "host");
  if (!hostShape.test(host)) throw wrong("this is no host as ssh takes it: like box, or me@box.example", "host");
  return host;
}

export function tunnelPort(typed: string): number {
  const text = typed.trim();
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw wrong("a port is a number from 1 to 65535", "port");
  return port;
}

/** The command, for any shell. Both ends are loopback: nobody else on either machine's network gets in. */
export function tunnelCommand({ host, localPort, remotePort }: Tunnel): string {
  return `ssh -N -L 127.0.0.1:${tunnelPort(String(localPort))}:127.0.0.1:${tunnelPort(String(remotePort))} ${tunnelHost(host)}`;
}

/** A local port for it: the same as there unless a runner is known under it already. */
export function localPortFor(remotePort: number, origins: readonly string[]): number {
  const taken = (port: number) => origins.some((origin) => new URL(origin).port === String(port));
  for (let port = remotePort; port <= 65_535; port += 1) if (!taken(port)) return port;
  return remotePort;
}

function wrong(message: string, field: string): SpoolError {
  return new SpoolError("invalid_input", message, { details: { field } });
}
