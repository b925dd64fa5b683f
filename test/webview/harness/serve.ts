import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Served {
  type: string;
  body: string | Uint8Array;
}

/** A server on this machine that answers a path with what is found for it. Closes its connections when it is closed. */
export async function serve(
  find: (path: string) => Promise<Served | undefined> | Served | undefined,
): Promise<{ address: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void (async () => {
      const found = await find(new URL(request.url ?? "/", "http://localhost").pathname);
      if (found) response.setHeader("content-type", found.type).end(found.body);
      else response.writeHead(404).end();
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
