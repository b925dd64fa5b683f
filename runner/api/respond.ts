import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorShape } from "../../shared/errors.ts";
import { httpStatus } from "./http-status.ts";

/** Errors outside tRPC have tRPC's outer shape, so that a client reads both alike. */
function errorBody(error: unknown, status: number): string {
  const { message, ...data } = errorShape(error);
  return JSON.stringify({ error: { message, code: -32_000, data: { ...data, httpStatus: status } } });
}

export function respondJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

export function respondError(response: ServerResponse, error: unknown, status?: number): void {
  const used = status ?? httpStatus(errorShape(error).code);
  respondJson(response, used, errorBody(error, used));
}

/** Refuses an upgrade: there is no response object, only the socket. */
export function refuseUpgrade(socket: Duplex, error: unknown, status?: number): void {
  const used = status ?? httpStatus(errorShape(error).code);
  const body = errorBody(error, used);
  // Nobody else listens on this socket: a client that is gone already would end the process.
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${used} ${STATUS_CODES[used] ?? ""}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
