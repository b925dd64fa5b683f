import { createToken } from "../../../runner/core/commands/tokens.ts";
import { type ApiServer, type ApiServerOptions, startApiServer } from "../../../runner/api/server.ts";
import { connect, type SpoolClient } from "../../../runner/client/client.ts";
import type { ClientOptions } from "../../../shared/client/client.ts";
import type { Role } from "../../../shared/model/records.ts";
import { openWorld, type World } from "../../builders/core.ts";
import { fileServices, type FileServices } from "./file-services.ts";

export interface Api extends AsyncDisposable {
  world: World;
  server: ApiServer;
  files: FileServices;
  tokens: Record<Role, { id: string; secret: string }>;
  /** Everything the server logged, as text. */
  log: string[];
  client(role: Role, options?: Partial<ClientOptions>): SpoolClient;
  /** Closes the server and starts another on the same port over the same store. */
  restart(): Promise<void>;
}

/** A real server on a free loopback port over a real store; clients made here are closed with it. */
export async function startApi(change: Partial<ApiServerOptions> = {}): Promise<Api> {
  const world = await openWorld();
  const files = fileServices(world.directory, "instance-1");
  const log: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) =>
    log.push(
      `${message} ${JSON.stringify(fields, (_key, part: unknown) => (part instanceof Error ? part.stack : part))}`,
    );
  const options: ApiServerOptions = {
    core: world.core,
    services: files.services,
    listen: { host: "127.0.0.1", port: 0 },
    allowedHosts: ["box.example"],
    logger: { error: write, warn: write, info: write },
    ready: () => true,
    ...change,
  };
  const clients: SpoolClient[] = [];
  const started = await startApiServer(options).catch(async (error: unknown) => {
    await world[Symbol.asyncDispose]();
    throw error;
  });
  const made = async (role: Role) => {
    const { token, secret } = await createToken(world.core, { name: `the ${role}`, role });
    return { id: token.id, secret };
  };
  const tokens = { viewer: await made("viewer"), operator: await made("operator"), admin: await made("admin") };
  const api: Api = {
    world,
    files,
    tokens,
    log,
    server: started,
    client(role, clientOptions) {
      const client = connect({
        url: api.server.address,
        token: tokens[role].secret,
        timeoutMs: 5_000,
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    async restart() {
      const { port } = api.server;
      await api.server.close({ graceMs: 1_000 });
      api.server = await startApiServer({ ...options, listen: { host: "127.0.0.1", port } });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await api.server.close({ graceMs: 1_000 });
      await world[Symbol.asyncDispose]();
    },
  };
  return api;
}
