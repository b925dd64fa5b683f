import * as vscode from "vscode";
import { threadLink } from "../../common/connection/link.ts";
import { errorText } from "../../common/error-text.ts";
import { plainMessage } from "../../common/plain-message.ts";
import type { ThreadReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { ask } from "../base/ask.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import { askForToken, connectRunner, tellConnected } from "./connect-command.ts";
import { pickRunner } from "./pick-runner.ts";
import type { Runners } from "./runners.ts";

/** A row of the tree that stands for a runner, or nothing: then it is asked for. */
type RunnerArgument = [{ session: RunnerSession }];

/** Commands on connections to runners. */
export function registerConnectionCommands(
  runners: Runners,
  pickThread: (title: string) => Promise<ThreadReference | undefined>,
): vscode.Disposable {
  const owned = new Disposables();
  const meant = (given: { session: RunnerSession } | undefined, title: string, always = false) =>
    given?.session === undefined ? pickRunner(runners.sessions, title, always) : Promise.resolve(given.session);

  owned.add(registerCommand<[string]>("spool.connect", (address) => connectRunner(runners, { ...fromText(address) })));
  owned.add(
    registerCommand<RunnerArgument>("spool.reconnect", (given) =>
      given?.session === undefined ? runners.reconnect() : given.session.reconnect(),
    ),
  );
  owned.add(
    registerCommand<RunnerArgument>("spool.enterToken", async (given) => {
      const refused = runners.sessions.filter(({ state }) => state.kind === "refused");
      const title = "Enter Access Token";
      const session = given?.session ?? (await pickRunner(refused.length > 0 ? refused : runners.sessions, title));
      if (!session) return;
      const { id: origin, name, state } = session;
      const asked = await askForToken({
        title,
        origin,
        name,
        ...(state.kind === "refused" && { problem: errorText(state.error) }),
      });
      if (asked.kind !== "answer") return;
      await runners.setToken(origin, asked.answer.token);
      tellConnected(origin, asked.answer.hello);
    }),
  );
  owned.add(
    registerCommand<RunnerArgument>("spool.renameRunner", async (given) => {
      const session = await meant(given, "Rename Runner");
      if (!session) return;
      const asked = await ask({
        title: "Rename Runner",
        prompt: `What ${session.id} is called here`,
        value: session.name,
        accept: (typed) => plainMessage(typed).slice(0, 60),
      });
      if (asked.kind !== "answer" || asked.answer === "") return;
      await runners.rename(session.id, asked.answer);
    }),
  );
  owned.add(
    registerCommand<RunnerArgument>("spool.disconnect", async (given) => {
      const session = await meant(given, "Remove Runner", true);
      if (!session) return;
      await runners.remove(session.id);
      vscode.window.setStatusBarMessage(`Spool: ${session.name} is removed; its work goes on`, 8_000);
    }),
  );
  owned.add(
    registerCommand<[ThreadReference]>("spool.copyThreadLink", async (given) => {
      const thread = given?.threadId === undefined ? await pickThread("Copy Link to Thread") : given;
      if (!thread) return;
      await vscode.env.clipboard.writeText(threadLink(vscode.env.uriScheme, thread.session.id, thread.threadId));
    }),
  );
  owned.add(registerCommand("spool.showLog", () => log().show()));
  return owned;
}

/** Commands can be run with anything by anybody. */
function fromText(address: unknown): { address?: string } {
  return typeof address === "string" && address.length <= 300 ? { address } : {};
}
