import * as vscode from "vscode";
import type { ChatTool } from "../../common/chat/chat-tool.ts";
import type { ChatToolName } from "../../common/chat/inputs.ts";
import type { Confirmation } from "../../common/chat/confirmation.ts";
import { errorText } from "../../common/error-text.ts";
import { signalOf } from "../base/cancellation.ts";
import { log } from "../base/log.ts";
import type { Runners } from "../connection/runners.ts";
import { runnersReady } from "./runners-ready.ts";

/** One of Spool's tools in the shape that VS Code wants. `invocation` is what is said while it runs. */
export class SpoolTool implements vscode.LanguageModelTool<unknown> {
  readonly #runners: Runners;
  readonly #name: ChatToolName;
  readonly #invocation: string;

  constructor(runners: Runners, name: ChatToolName, invocation: string) {
    this.#runners = runners;
    this.#name = name;
    this.#invocation = invocation;
  }

  async prepareInvocation(
    { input }: vscode.LanguageModelToolInvocationPrepareOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation> {
    const invocationMessage = this.#invocation;
    const signal = signalOf(token);
    try {
      const sessions = await runnersReady(this.#runners, signal);
      const tool = await load(this.#name);
      const asked = await tool.confirmation(sessions, input, signal);
      return asked ? { invocationMessage, confirmationMessages: words(asked) } : { invocationMessage };
    } catch (error) {
      // VS Code gives the message to the model and drops the rest. Without a confirmation that was shown it must not get
      // as far as `invoke`, so this cannot be said there.
      throw new Error(`This was not done. ${errorText(error)}`, { cause: error });
    }
  }

  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const signal = signalOf(token);
    try {
      const tool = await load(this.#name);
      const text = await tool.answer(await runnersReady(this.#runners, signal), input, signal);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    } catch (error) {
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      log().error(`a chat tool failed: ${errorText(error)}`);
      throw error;
    }
  }
}

/** Loaded when a chat first uses one. */
async function load(name: ChatToolName): Promise<ChatTool> {
  const { chatTools } = await import("../../common/chat/chat-tools.ts");
  return chatTools[name];
}

function words({ title, facts, instruction }: Confirmation): vscode.LanguageModelToolConfirmationMessages {
  const message = new vscode.MarkdownString();
  for (const { label, value } of facts) {
    message.appendMarkdown(`**${label}:** `).appendText(value).appendMarkdown("\n\n");
  }
  message.appendMarkdown("**Instruction:**\n").appendCodeblock(instruction, "text");
  return { title, message };
}
