import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { SpoolError } from "../../../shared/errors.ts";
import { toolServer } from "../../mcp/tool-server.ts";
import type { ApiContext } from "../context.ts";
import { respondError } from "../respond.ts";
import { bindCaller } from "./bind-caller.ts";
import { readBody } from "./read-body.ts";

/** Of those that a client sends, the ones that the protocol looks at. */
const passedOn = ["accept", "content-type", "mcp-protocol-version"] as const;

/**
 * `POST /mcp`: MCP's Streamable HTTP without sessions. Each request stands for itself and is answered with JSON, so there
 * is nothing to resume, nothing to end and nothing that outlives a revoked token; GET and DELETE are for servers that
 * have sessions, and clients take 405 for "none here".
 */
export async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  { context, bodyBytes }: { context: ApiContext; bodyBytes: number },
): Promise<void> {
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    const hint = "this MCP server has no sessions and sends nothing unasked";
    respondError(response, new SpoolError("invalid_input", "only POST is understood here", { hint }), 405);
    return;
  }
  const body = await readBody(request, bodyBytes);
  const { logger } = context;
  const { server } = toolServer(bindCaller(context), (err, tool) => logger.error({ err, tool }, "a tool failed"));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  // A client that gave up gets no answer, and its request must not be held for it.
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    await server.connect(transport);
    const answered = transport.handleRequest(webRequest(request, body));
    const answer = await Promise.race([answered, once(gone.signal, "abort").then(() => undefined)]);
    if (answer) await respond(response, answer);
  } finally {
    await server.close();
  }
}

function webRequest({ headers }: IncomingMessage, body: string): Request {
  const kept = passedOn.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  // The address is not looked at; the guard has seen the real one.
  return new Request("http://runner.invalid/mcp", { method: "POST", headers: kept, body });
}

async function respond(response: ServerResponse, answer: Response): Promise<void> {
  const text = await answer.text();
  const type = answer.headers.get("content-type");
  response.writeHead(answer.status, {
    ...(type !== null && { "content-type": type }),
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  response.end(text);
}
