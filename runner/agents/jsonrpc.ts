import { at, type Fields, idAt, numberAt, parseObject, stringify, textAt } from "./reading.ts";

export type RpcId = string | number;

export type RpcMessage =
  | { kind: "request"; id: RpcId; method: string; params: unknown }
  | { kind: "notification"; method: string; params: unknown }
  | { kind: "result"; id: RpcId; result: unknown }
  | { kind: "error"; id: RpcId; error: Fields };

/**
 * Ids of our own requests are words, not a counter: a replay that leaves out an interrupt must still give every other
 * request the id under which its answer was recorded.
 */
export function requestLine(id: string, method: string, params: unknown): string {
  return stringify({ jsonrpc: "2.0", id, method, params }) ?? "";
}

export function notificationLine(method: string, params?: unknown): string {
  return stringify({ jsonrpc: "2.0", method, ...(params !== undefined && { params }) }) ?? "";
}

export function resultLine(id: RpcId, result: unknown): string {
  return stringify({ jsonrpc: "2.0", id, result }) ?? "";
}

export function refusalLine(id: RpcId, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } });
}

/** The one word under which a question of the agent is known outside; ids 1 and "1" are different requests. */
export function wordOfId(id: RpcId): string {
  return typeof id === "number" ? `n${id}` : `s${id}`;
}

/** Undefined for what is not JSON-RPC. */
export function parseRpc(line: string): RpcMessage | undefined {
  const message = parseObject(line);
  if (!message) return undefined;
  const method = textAt(message, "method");
  const id = idAt(message, "id") ?? numberAt(message, "id");
  if (method !== undefined) {
    const params = at(message, "params");
    return id !== undefined ? { kind: "request", id, method, params } : { kind: "notification", method, params };
  }
  if (id === undefined) return undefined;
  const error = at(message, "error");
  if (typeof error === "object" && error !== null) return { kind: "error", id, error: error as Fields };
  return { kind: "result", id, result: at(message, "result") };
}

/** The id of a request that was cut for its length, so that it can still be refused. */
export function cutRequestId(line: string): RpcId | undefined {
  const head = line.slice(0, 300);
  if (!/^\{.*"method":"[\w/]+"/.test(head)) return undefined;
  const id = /^\{(?:"jsonrpc":"2\.0",)?(?:"method":"[\w/]+",)?"id":(?:(\d{1,15})|"([\w-]{1,80})")/.exec(head);
  if (id?.[1] !== undefined) return Number(id[1]);
  return id?.[2];
}
