// A test-only extension, loaded beside Spool: lets the test process call functions inside the extension host, and tells
// it of connections that leave the machine.
import * as net from "node:net";
import * as vscode from "vscode";
import { lineReader, type Message, type Request, socketVariable } from "./protocol.ts";
import { reportConnections } from "./connections.ts";

const path = process.env[socketVariable] ?? "";

/** What functions called in the extension host cannot get from `vscode`: they ask for the bridge's exports. */
export interface BridgeExports {
  secrets: vscode.SecretStorage;
}

export function activate({ subscriptions, secrets }: vscode.ExtensionContext): BridgeExports {
  const socket = net.connect(path);
  subscriptions.push({ dispose: () => socket.destroy() });
  const send = (message: Message) => void socket.write(`${JSON.stringify(message)}\n`);
  send({ type: "hello", pid: process.pid, vscode: vscode.version, node: process.version });
  reportConnections((address) => send({ type: "connection", address }));
  socket.setEncoding("utf8");
  socket.on(
    "data",
    lineReader((line) => void answer(JSON.parse(line) as Request).then(send)),
  );
  // The test process is gone: so is whoever would want to know.
  socket.on("error", () => undefined);
  return { secrets };
}

async function answer({ id, source, values }: Request): Promise<Message> {
  try {
    // The function's source is this repository's own test code.
    // oxlint-disable-next-line no-implied-eval
    const call = new Function("vscode", "values", `return (${source})(vscode, ...values)`) as (
      ...given: unknown[]
    ) => unknown;
    const value = await call(vscode, values);
    JSON.stringify(value);
    return { type: "value", id, value };
  } catch (error) {
    return { type: "error", id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
