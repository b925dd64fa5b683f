import * as vscode from "vscode";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import { fromTextUri, type RunnerText, textScheme, toTextUri } from "./text-uri.ts";

/** Read-only documents of what is too long for a panel. They are read from the runner when VS Code asks, also after a reload. */
export class TextDocuments extends Disposables {
  constructor(runners: Runners) {
    super();
    this.add(
      vscode.workspace.registerTextDocumentContentProvider(textScheme, {
        provideTextDocumentContent: async (uri) => {
          const { readRunnerText } = await import("./runner-text.ts");
          return readRunnerText(runners, fromTextUri(uri));
        },
      }),
    );
  }

  /** Opens the text beside what the person is at, without moving the focus away from a panel they asked from. */
  async show(text: RunnerText, title: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(toTextUri(text, title));
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
