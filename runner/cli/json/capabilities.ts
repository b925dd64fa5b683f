import * as z from "zod";
import { action, type JsonAction } from "./action.ts";
import { aliases, extensionActions, features, floorActions, protocolRevision } from "./protocol.ts";

/** Answers without a runner too; then its version and what it can do are not known. */
export const capabilitiesAction: JsonAction = action(z.object({}), async (_input, call) => {
  const hello = await call
    .runner()
    .then((runner) => runner.hello())
    // Asking what could be done is no failure because nothing can be done right now.
    .catch(() => null);
  return {
    name: "spool",
    cli: "spool",
    version: "v1",
    transport: "stdin_stdout",
    actions: floorActions,
    protocol_revision: protocolRevision,
    aliases,
    extensions: { actions: extensionActions, features },
    server_version: hello?.version ?? null,
    server_capabilities: hello?.capabilities ?? [],
  };
});
