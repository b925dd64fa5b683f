import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { runnerOrigin } from "../../common/runner-address.ts";
import { connectToRunner } from "../../node/connect.ts";
import type { Runners } from "./runners.ts";

/** Asks for address and token, tries them, and only then keeps them. */
export async function connectRunner(runners: Runners): Promise<void> {
  const address = await vscode.window.showInputBox({
    title: "Connect to a Spool Runner (1/2)",
    prompt: "Address of the runner, as seen from this machine",
    placeHolder: "http://127.0.0.1:7717",
    value: "http://127.0.0.1:7717",
    ignoreFocusOut: true,
    validateInput: (value) => problemOf(() => runnerOrigin(value)),
  });
  if (address === undefined) return;
  const origin = runnerOrigin(address);
  let answered = "";
  const token = await vscode.window.showInputBox({
    title: "Connect to a Spool Runner (2/2)",
    prompt: "Access token. On the build box: spool token create --name laptop --role operator",
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === "" ? "A token is needed" : undefined),
  });
  if (token === undefined) return;
  await vscode.window.withProgress(
    { location: { viewId: "spool.threads" }, title: `Connecting to ${origin}` },
    async () => {
      await using client = connectToRunner(origin, token.trim());
      const hello = await client.api.hello.query();
      answered = hello.caller.name;
    },
  );
  await runners.add({ origin, name: new URL(origin).host, token: token.trim() });
  vscode.window.setStatusBarMessage(`Spool: connected to ${origin} as ${answered}`, 5_000);
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
