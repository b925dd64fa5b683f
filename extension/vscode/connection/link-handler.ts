import * as vscode from "vscode";
import { parseLink, type SpoolLink } from "../../common/connection/link.ts";
import { plainMessage } from "../../common/plain-message.ts";
import type { ThreadReference } from "../../common/references.ts";
import { Disposables } from "../base/disposable.ts";
import { showError } from "../base/errors.ts";
import { checkRunner, connectRunner, tellConnected } from "./connect-command.ts";
import type { Runners } from "./runners.ts";

/** A page that opens links one after the other gets one question; no person follows two such links within this time. */
const apartMs = 1_000;

/** Links to Spool. Each is taken for hostile: it opens what is there already, or asks before it adds anything. */
export function registerLinkHandler(
  runners: Runners,
  openThread: (thread: ThreadReference) => Thenable<unknown>,
): vscode.Disposable {
  const owned = new Disposables();
  let quietUntil = 0;
  owned.add(
    vscode.window.registerUriHandler({
      async handleUri(uri) {
        try {
          await follow(parseLink(uri));
        } catch (error) {
          void showError(error);
        }
      },
    }),
  );

  function follow(link: SpoolLink): Promise<void> {
    return link.kind === "pair" ? pair(link.pairing) : open(link.origin, link.threadId);
  }

  async function pair({ address, token, name }: { address: string; token: string; name: string }): Promise<void> {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + apartMs;
    const known = runners.configured().find(({ origin }) => origin === address);
    const question = known
      ? `A link asks to replace the access token of the Spool runner "${known.name}" at ${address}.`
      : `A link asks to connect this editor to a Spool runner: "${name}" at ${address}.`;
    const yes = known ? "Replace Token" : "Connect";
    if ((await vscode.window.showInformationMessage(plainMessage(question), yes, "Ignore")) !== yes) return;
    const hello = await vscode.window.withProgress(
      { location: { viewId: "spool.threads" }, title: `Connecting to ${address}` },
      () => checkRunner(address, token, AbortSignal.timeout(30_000)),
    );
    await runners.add({ origin: address, token, ...(!known && { name }) });
    tellConnected(address, hello);
  }

  async function open(origin: string, threadId: string): Promise<void> {
    const session = runners.session(origin);
    if (session) {
      await openThread({ session, threadId });
      return;
    }
    const connect = "Connect…";
    const text = plainMessage(
      `The link is to a thread of the runner at ${origin}, which this editor is not connected to.`,
    );
    if ((await vscode.window.showInformationMessage(text, connect)) !== connect) return;
    await connectRunner(runners, { address: origin });
    const added = runners.session(origin);
    if (added) await openThread({ session: added, threadId });
  }

  return owned;
}
