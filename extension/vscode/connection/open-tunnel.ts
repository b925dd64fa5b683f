import * as vscode from "vscode";
import { whereIsHere } from "../../common/connection/here.ts";
import { localPortFor, type Tunnel, tunnelCommand, tunnelHost, tunnelPort } from "../../common/connection/tunnel.ts";
import { ask } from "../base/ask.ts";
import { connectRunner } from "./connect-command.ts";
import type { Runners } from "./runners.ts";

const hostKey = "spool.tunnelHost";
const title = "Open SSH Tunnel";

/**
 * Types `ssh -L` into a terminal that the person sees, once they have read it and said yes. The extension starts no process;
 * passwords and host keys are between the person and ssh.
 */
export async function openTunnel(runners: Runners, context: vscode.ExtensionContext): Promise<void> {
  const tunnel = await askForTunnel(runners, context.globalState);
  if (!tunnel) return;
  const command = tunnelCommand(tunnel);
  const here = whereIsHere(vscode.env.remoteName, context.extension.extensionKind === vscode.ExtensionKind.Workspace);
  const run = { label: "$(terminal) Run in a Terminal", detail: command };
  const copy = { label: "$(copy) Copy the Command", detail: command };
  // A terminal of this window would be at the other end: the tunnel would end there, not here.
  const choices = here.kind === "direct" ? [run, copy] : [copy];
  const placeHolder =
    here.kind === "direct"
      ? "The terminal stays open as long as the tunnel is needed"
      : `This window's terminals are on its ${here.remote} host: run it in a terminal of your own machine`;
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder, ignoreFocusOut: true });
  if (!chosen) return;
  if (chosen === copy) await vscode.env.clipboard.writeText(command);
  else {
    const terminal = vscode.window.createTerminal({ name: `Spool tunnel to ${tunnel.host}` });
    terminal.show();
    terminal.sendText(command, true);
  }
  const address = `http://127.0.0.1:${tunnel.localPort}`;
  const connect = "Connect…";
  const text = `Once ${chosen === copy ? "the tunnel stands" : "ssh has logged in"}, the runner is at ${address}.`;
  if ((await vscode.window.showInformationMessage(text, connect)) === connect) {
    await connectRunner(runners, { address });
  }
}

async function askForTunnel(runners: Runners, memory: vscode.Memento): Promise<Tunnel | undefined> {
  const host = await ask({
    title,
    prompt: "The build box, as you would give it to ssh",
    placeholder: "box, or me@box.example",
    value: memory.get(hostKey, ""),
    step: 1,
    totalSteps: 2,
    accept: tunnelHost,
  });
  if (host.kind !== "answer") return undefined;
  const port = await ask({
    title,
    prompt: `Port that the runner listens on at ${host.answer}`,
    value: "7433",
    step: 2,
    totalSteps: 2,
    accept: tunnelPort,
  });
  if (port.kind === "back") return askForTunnel(runners, memory);
  if (port.kind !== "answer") return undefined;
  await memory.update(hostKey, host.answer);
  const origins = runners.configured().map(({ origin }) => origin);
  return { host: host.answer, remotePort: port.answer, localPort: localPortFor(port.answer, origins) };
}
