import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocketServer } from "ws";

/** Answers `hello` as a runner of another protocol version would, and nothing else. */
export async function otherVersion(protocol: number): Promise<{ url: string } & AsyncDisposable> {
  const t = initTRPC.create();
  const router = t.router({ hello: t.procedure.query(() => ({ protocol, version: "9.9.9" })) });
  const wss = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  applyWSSHandler({ wss, router, createContext: () => ({}) });
  await once(wss, "listening");
  return {
    url: `http://127.0.0.1:${(wss.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const client of wss.clients) client.terminate();
      wss.close();
      await once(wss, "close");
    },
  };
}
