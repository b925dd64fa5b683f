import * as vscode from "vscode";
import * as z from "zod";
import { parseInput } from "../../../shared/api/parse.ts";
import type { HostMessage, PanelContract } from "../../../shared/panels/rpc.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { errorText, shownError } from "../../common/error-text.ts";
import { webviewHtml } from "./html.ts";

const requestMessage = z.strictObject({
  type: z.literal("request"),
  id: z.int().nonnegative(),
  name: z.string().max(50),
  input: z.unknown(),
});

/** For each thing that a webview may ask: how its input must look, and what answers it. */
export type Handlers<Contract extends PanelContract> = {
  [Name in keyof Contract["requests"]]: {
    input: z.ZodType;
    answer: (input: never) => Promise<Contract["requests"][Name]["output"]>;
  };
};

/** One handler, with its input's type taken from its schema. */
export function handler<Schema extends z.ZodType, Output>(
  input: Schema,
  answer: (input: z.output<Schema>) => Promise<Output>,
): { input: Schema; answer: (input: z.output<Schema>) => Promise<Output> } {
  return { input, answer };
}

/** A webview with its messages checked and its page under a strict policy. Closes with its panel. */
export class PanelHost<Contract extends PanelContract> extends Disposables {
  readonly panel: vscode.WebviewPanel;

  constructor(options: {
    panel: vscode.WebviewPanel;
    extensionUri: vscode.Uri;
    /** Name of the bundle in dist/webview. */
    screen: string;
    handlers: Handlers<Contract>;
    /** What VS Code gives back after a restart. */
    state: object;
  }) {
    super();
    const { panel, extensionUri, screen, handlers, state } = options;
    this.panel = panel;
    this.add(panel.onDidDispose(() => this.dispose()));
    this.add(panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(handlers, message)));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview")],
    };
    panel.webview.html = webviewHtml(panel.webview, extensionUri, screen, state);
  }

  /** Lost when the webview is hidden; it asks for everything when it is shown again. */
  push(push: Contract["push"]): void {
    this.#post({ type: "push", push });
  }

  async #receive(handlers: Handlers<Contract>, message: unknown): Promise<void> {
    const parsed = requestMessage.safeParse(message);
    if (!parsed.success) {
      log().warn("a webview sent what is no request");
      return;
    }
    const { id, name, input } = parsed.data;
    try {
      const known = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (!known) throw new Error(`a webview asked for ${JSON.stringify(name)}, which is not offered`);
      const value = await known.answer(parseInput(known.input, input) as never);
      this.#post({ type: "answer", id, value });
    } catch (error) {
      log().warn(`${name}: ${errorText(error)}`);
      this.#post({ type: "failure", id, error: shownError(error) });
    }
  }

  #post(message: HostMessage<Contract["push"]>): void {
    if (!this.disposed) void this.panel.webview.postMessage(message);
  }
}
