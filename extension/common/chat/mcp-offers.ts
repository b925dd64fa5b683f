import type { RunnerSession } from "../session/session.ts";

/** A runner's MCP server as VS Code is told of it: VS Code writes this into the workspace's storage. */
export interface McpOffer {
  /** Unique among all; VS Code knows them by it. */
  label: string;
  /** Id of the session. */
  origin: string;
  /** Of the runner; when it changes, VS Code asks for the tools anew. */
  version: string;
}

/**
 * What is offered now. A runner is offered from when it first answers until it is removed or refuses its token: a lost
 * connection takes no tools away from a chat that is going on.
 */
export function mcpOffers(
  sessions: readonly Pick<RunnerSession, "id" | "name" | "state">[],
  previous: readonly McpOffer[],
): McpOffer[] {
  const known = sessions.flatMap(({ id, name, state }) => {
    const version =
      state.kind === "online" ? state.hello.version : previous.find(({ origin }) => origin === id)?.version;
    return version === undefined || state.kind === "refused" ? [] : [{ id, name, version }];
  });
  return known.map(({ id, name, version }) => {
    const alone = known.filter((other) => other.name === name).length === 1;
    return { label: alone ? `Spool: ${name}` : `Spool: ${name} (${new URL(id).host})`, origin: id, version };
  });
}
