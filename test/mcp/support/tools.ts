import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { getDefaultEnvironment, StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const program = join(import.meta.dirname, "../../../dist/runner/spool.js");

export const transports = ["http", "stdio"] as const;
export type TransportName = (typeof transports)[number];

/** What a tool answered: its structured form, its text, and whether it is an error. */
export interface Answered {
  data: Record<string, unknown>;
  text: string;
  isError: boolean;
  bytes: number;
}

export interface Tools extends AsyncDisposable {
  client: Client;
  call(name: string, args?: Record<string, unknown>): Promise<Answered>;
}

/** The SDK's own client, connected to a runner over HTTP or by way of a real `spool mcp`. */
export async function openTools(
  transport: TransportName,
  { address, secret, tokenFile }: { address: string; secret: string; tokenFile: string },
): Promise<Tools> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    transport === "http"
      ? new StreamableHTTPClientTransport(new URL(`${address}/mcp`), {
          requestInit: { headers: { authorization: `Bearer ${secret}` } },
        })
      : new StdioClientTransport({
          command: process.execPath,
          args: [program, "mcp", "--runner", address, "--token-file", tokenFile],
          env: getDefaultEnvironment(),
          stderr: "ignore",
        }),
  );
  return {
    client,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      const [content] = result.content as { type: string; text: string }[];
      return {
        data: result.structuredContent as Record<string, unknown>,
        text: content?.text ?? "",
        isError: result.isError === true,
        bytes: Buffer.byteLength(JSON.stringify(result)),
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
