import { type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type ClientOptions, WebSocket } from "ws";
import type { Api } from "./api.ts";

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers, unlike fetch, which sets and forbids some. */
export async function raw(
  api: Api,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const { method = "GET", headers = {}, body } = options;
  const sent = request({ host: "127.0.0.1", port: api.server.port, path, method, headers, agent: false });
  // A refused upload may be answered and cut off at once: what came first counts.
  const answered = once(sent, "response");
  sent.end(body);
  const [response] = (await answered) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

export function bearer(secret: string): { authorization: string } {
  return { authorization: `Bearer ${secret}` };
}

/** An open socket, or the status with which its upgrade was refused. */
export async function rawSocket(
  api: Api,
  options: ClientOptions & { path?: string } = {},
): Promise<{ socket: WebSocket; refused: undefined } | { socket: undefined; refused: number }> {
  const { path = "/trpc", ...rest } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${api.server.port}${path}`, rest);
  const refused = new Promise<number>((resolve) => {
    socket.on("error", (error) => resolve(Number(/response: (\d+)/.exec(error.message)?.[1] ?? 0)));
  });
  const opened = once(socket, "open").then(() => "open" as const);
  opened.catch(() => undefined);
  const outcome = await Promise.race([opened, refused]);
  return outcome === "open" ? { socket, refused: undefined } : { socket: undefined, refused: outcome };
}

export async function openRawSocket(api: Api, secret: string): Promise<WebSocket> {
  const { socket } = await rawSocket(api, { headers: bearer(secret) });
  if (!socket) throw new Error("the socket was refused");
  return socket;
}

/** The next message, parsed. */
export async function nextMessage(socket: WebSocket): Promise<Record<string, unknown>> {
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString()) as Record<string, unknown>;
}
