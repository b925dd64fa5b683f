import * as vscode from "vscode";
import { type McpOffer, mcpOffers } from "../../common/chat/mcp-offers.ts";
import { errorText } from "../../common/error-text.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { Disposables } from "../base/disposable.ts";
import { signalOf } from "../base/cancellation.ts";
import type { Runners } from "../connection/runners.ts";
import { runnersReady } from "./runners-ready.ts";

/**
 * Tells VS Code of the MCP server that each runner is. The token is not in what it is told, which it keeps on disk and
 * gives to every extension host, but only in what it gets when it starts a server.
 */
export class McpServers implements vscode.McpServerDefinitionProvider<vscode.McpHttpServerDefinition> {
  readonly #runners: Runners;
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  #offers: McpOffer[] = [];

  readonly onDidChangeMcpServerDefinitions = this.#changed.event;

  constructor(runners: Runners) {
    this.#runners = runners;
    this.#owned.add(runners.onDidChange(() => this.#update()));
  }

  async provideMcpServerDefinitions(token: vscode.CancellationToken): Promise<vscode.McpHttpServerDefinition[]> {
    // VS Code waits for the first answer before it sends off a chat's message, and keeps to it until it is told of others.
    this.#offers = mcpOffers(await runnersReady(this.#runners, signalOf(token)), this.#offers);
    return this.#offers.map((offer) => definition(offer, {}));
  }

  async resolveMcpServerDefinition(
    { label }: vscode.McpHttpServerDefinition,
    token: vscode.CancellationToken,
  ): Promise<vscode.McpHttpServerDefinition> {
    try {
      const offer = this.#offers.find((one) => one.label === label);
      const sessions = await runnersReady(this.#runners, signalOf(token));
      const session = sessions.find(({ id }) => id === offer?.origin);
      if (!offer || !session) throw new SpoolError("not_found", `${label} is not connected any more`);
      // With a token that is refused, VS Code would begin to ask the person to sign in somewhere.
      if (session.state.kind === "refused") throw session.state.error;
      // Another object than the one of before: VS Code keeps that one.
      return definition(offer, session.client.toolAccess().headers);
    } catch (error) {
      throw new Error(errorText(error), { cause: error });
    }
  }

  #update(): void {
    const offers = mcpOffers(this.#runners.sessions, this.#offers);
    if (JSON.stringify(offers) === JSON.stringify(this.#offers)) return;
    this.#offers = offers;
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function definition({ label, origin, version }: McpOffer, headers: Record<string, string>) {
  return new vscode.McpHttpServerDefinition(label, vscode.Uri.parse(`${origin}/mcp`, true), headers, version);
}
