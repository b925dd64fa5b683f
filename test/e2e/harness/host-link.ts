import { createServer, type Socket } from "node:net";
import { type HostTest, lineReader, type Message, type Request } from "../host/protocol.ts";

/** One extension host as the test process sees it. */
export interface Host {
  pid: number;
  vscode: string;
  node: string;
  call(source: string, values: unknown[]): Promise<unknown>;
}

export interface HostLink extends AsyncDisposable {
  /** The extension host that connects next; ask before what makes it connect. */
  next(): Promise<Host>;
  /** Addresses outside of this machine that extension hosts connected to. */
  connections: string[];
  /** What suites inside extension hosts reported. */
  tests: HostTest[];
}

function serve(socket: Socket, take: (message: Message, host: Host | undefined) => void): void {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let host: Host | undefined;
  const call = (source: string, values: unknown[]) => {
    const answer = Promise.withResolvers<unknown>();
    if (socket.closed || socket.destroyed) return Promise.reject(new Error("the extension host has ended"));
    lastId += 1;
    waiting.set(lastId, answer);
    socket.write(`${JSON.stringify({ id: lastId, source, values } satisfies Request)}\n`);
    return answer.promise;
  };
  const read = (message: Message) => {
    if (message.type === "hello") host = { ...message, call };
    if (message.type === "value") waiting.get(message.id)?.resolve(message.value);
    if (message.type === "error") waiting.get(message.id)?.reject(new Error(`in the extension host: ${message.error}`));
    if (message.type === "value" || message.type === "error") waiting.delete(message.id);
    take(message, host);
  };
  socket.setEncoding("utf8");
  socket.on(
    "data",
    lineReader((line) => read(JSON.parse(line) as Message)),
  );
  // It is followed by `close`, which tells those who wait.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    for (const answer of waiting.values()) answer.reject(new Error("the extension host ended before it answered"));
  });
}

/** Listens on a unix socket for the extension hosts of one VS Code. */
export async function listenForHosts(path: string): Promise<HostLink> {
  const nexts: PromiseWithResolvers<Host>[] = [];
  const sockets = new Set<Socket>();
  const connections: string[] = [];
  const tests: HostTest[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, (message, host) => {
      if (message.type === "hello" && host) for (const next of nexts.splice(0)) next.resolve(host);
      if (message.type === "connection") connections.push(message.address);
      if (message.type === "test") tests.push(message.test);
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
  return {
    connections,
    tests,
    next() {
      const next = Promise.withResolvers<Host>();
      nexts.push(next);
      return next.promise;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
