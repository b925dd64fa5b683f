import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttingProxy extends AsyncDisposable {
  url: string;
  /** Cuts every connection that is open now. */
  cut(): void;
  /** Cuts the next connection as soon as the runner answers on it: the request was done, its answer is lost. */
  loseNextAnswer(): void;
  /** Connections so far. */
  readonly connections: number;
}

/** A loopback proxy between a client and a runner, for networks that break. */
export async function cuttingProxy(targetPort: () => number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let loseAnswer = false;
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const runner = connect(targetPort(), "127.0.0.1");
    const end = () => {
      client.destroy();
      runner.destroy();
      open.delete(client);
    };
    open.add(client);
    for (const socket of [client, runner]) socket.on("error", end).on("close", end);
    client.pipe(runner);
    runner.on("data", (data) => {
      if (!loseAnswer) {
        client.write(data);
        return;
      }
      loseAnswer = false;
      end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    loseNextAnswer: () => {
      loseAnswer = true;
    },
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
