import { once } from "node:events";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { toolServer } from "../../mcp/tool-server.ts";
import type { CommandAction } from "../command.ts";
import { onInterrupt } from "../context.ts";
import { cleanLine } from "../terminal/clean.ts";

/** Longest message of a client, in bytes, as over HTTP. */
const messageBytes = 4 * 1024 * 1024;

/** Standard output belongs to the protocol: whatever else is to be said goes to standard error. */
export const mcpAction: CommandAction = async (context) => {
  const { stdin, terminal } = context;
  const runner = await context.runner();
  // Who has configured it wrongly learns that now, in the client's log, and not from each tool.
  await runner.hello();
  const say = (error: unknown) => {
    terminal.note(`spool: ${cleanLine(error instanceof Error ? error.message : String(error))}\n`);
  };
  const { server, idle } = toolServer(runner, (error, tool) => {
    terminal.note(`spool: ${tool} failed\n`);
    say(error);
  });
  using interrupt = onInterrupt();
  const ended = new AbortController();
  const end = () => ended.abort();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK has callbacks, no events
  server.onclose = end;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the same
  server.onerror = say;
  stdin.once("end", end);
  interrupt.signal.addEventListener("abort", end, { once: true });
  const closing = once(ended.signal, "abort");
  await server.connect(new StdioServerTransport(stdin, process.stdout, { maxBufferSize: messageBytes }));
  if (stdin.isTTY) terminal.note("spool: an MCP client is expected on standard input; Ctrl-D ends this\n");
  await closing;
  // A client may send its last request and close its end at once; Ctrl-C waits for nothing.
  if (!interrupt.signal.aborted) await idle();
  await server.close();
  return undefined;
};
