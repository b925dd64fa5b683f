import * as vscode from "vscode";
import { tunnelPort } from "../../common/connection/tunnel.ts";
import { whereIsHere } from "../../common/connection/here.ts";
import { runnerOrigin } from "../../common/runner-address.ts";
import { ask } from "../base/ask.ts";
import { askForToken, connectRunner, tellConnected } from "./connect-command.ts";
import type { Runners } from "./runners.ts";

const defaultPort = "7433";

/**
 * The runner on the host that a remote window is on. Where the extension runs on the person's own machine, VS Code forwards a
 * port of it. That address is only lent: tomorrow another host may have the same one, so neither it nor the token given to it
 * is kept beyond this window.
 */
export async function connectHere(runners: Runners, extension: vscode.Extension<unknown>): Promise<void> {
  const here = whereIsHere(vscode.env.remoteName, extension.extensionKind === vscode.ExtensionKind.Workspace);
  if (here.kind === "direct") return connectRunner(runners, { address: `http://127.0.0.1:${defaultPort}` });
  const title = "Connect to the Runner on This Host";
  const port = await ask({
    title,
    prompt: `Port that the runner listens on at the other end of this ${here.remote} window; VS Code forwards it`,
    value: defaultPort,
    step: 1,
    totalSteps: 2,
    accept: tunnelPort,
  });
  if (port.kind !== "answer") return;
  const lent = await vscode.env.asExternalUri(vscode.Uri.parse(`http://127.0.0.1:${port.answer}`));
  const origin = runnerOrigin(`${lent.scheme}://${lent.authority}`);
  const token = await askForToken({ title: `${title} (until this window closes)`, origin, step: 2, totalSteps: 2 });
  if (token.kind !== "answer") return;
  await runners.addInPassing({ origin, name: `this host (${here.remote})`, token: token.answer.token });
  tellConnected(origin, token.answer.hello);
}
