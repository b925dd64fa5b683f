import * as vscode from "vscode";
import type { Hello } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { type ConnectTarget, connectTarget } from "../../common/connection/connect-target.ts";
import { tryRunner } from "../../common/connection/try-runner.ts";
import { ask, type Asked } from "../base/ask.ts";
import type { Runners } from "./runners.ts";

const defaultAddress = "http://127.0.0.1:7433";
const title = "Connect to a Spool Runner";

interface Found {
  origin: string;
  token: string;
  hello: Hello;
  name?: string;
}

/** Whether the runner lets the token in. Errors: what a session would be refused with, or why there is no connection. */
export async function checkRunner(origin: string, token: string, signal: AbortSignal): Promise<Hello> {
  const { connectToRunner } = await import("../../node/connect.ts");
  await using client = connectToRunner(origin, token);
  return await tryRunner(client, signal);
}

/** Whether a runner is there at all, before its token is asked for: one says so by refusing a token that it cannot know. */
async function checkAddress(origin: string, signal: AbortSignal): Promise<void> {
  try {
    await checkRunner(origin, "none", signal);
  } catch (error) {
    if (!SpoolError.is(error, "unauthenticated")) throw error;
  }
}

/** Asks for address and token, or a pairing link, tries them, and only then keeps them. Nothing typed is lost by a failure. */
export async function connectRunner(runners: Runners, options: { address?: string } = {}): Promise<void> {
  const found = await askForRunner(runners, options.address ?? defaultAddress);
  if (!found) return;
  const { origin, token, hello, name } = found;
  await runners.add({ origin, token, ...(name !== undefined && { name }) });
  tellConnected(origin, hello);
}

export function tellConnected(origin: string, hello: Hello): void {
  const { name, role } = hello.caller;
  vscode.window.setStatusBarMessage(`Spool: connected to ${origin} as ${name} (${role})`, 8_000);
}

async function askForRunner(runners: Runners, suggested: string): Promise<Found | undefined> {
  let typed = suggested;
  for (;;) {
    const target = await askForTarget(typed);
    if (target.kind !== "answer") return undefined;
    if ("hello" in target.answer) return target.answer;
    const { origin } = target.answer;
    const token = await askForToken({ title, origin, step: 2, totalSteps: 2, name: nameOf(runners, origin) });
    if (token.kind === "cancelled") return undefined;
    if (token.kind === "answer") return { origin, ...token.answer };
    typed = origin;
  }
}

/** A pairing link is tried at once, since it holds the token. */
function askForTarget(value: string): Promise<Asked<Found | Extract<ConnectTarget, { kind: "address" }>>> {
  return ask({
    title,
    prompt: "Address of the runner as seen from this machine, or a pairing link of spool token create",
    placeholder: defaultAddress,
    value,
    step: 1,
    totalSteps: 2,
    busy: "Connecting…",
    accept: async (typed, signal) => {
      const target = connectTarget(typed);
      if (target.kind === "address") {
        await checkAddress(target.origin, signal);
        return target;
      }
      const { address, token, name } = target.pairing;
      return { origin: address, token, name, hello: await checkRunner(address, token, signal) };
    },
  });
}

export function askForToken(options: {
  title: string;
  origin: string;
  name?: string | undefined;
  step?: number;
  totalSteps?: number;
  problem?: string;
}): Promise<Asked<{ token: string; hello: Hello }>> {
  const { origin, name, ...rest } = options;
  return ask({
    ...rest,
    prompt: `Access token for ${name === undefined ? origin : `${name} (${origin})`}; on its machine: spool token create --name laptop`,
    password: true,
    busy: `Connecting to ${origin}…`,
    accept: async (typed, signal) => {
      const token = typed.trim();
      if (token === "") throw new SpoolError("invalid_input", "a token is needed");
      return { token, hello: await checkRunner(origin, token, signal) };
    },
  });
}

function nameOf(runners: Runners, origin: string): string | undefined {
  return runners.configured().find((runner) => runner.origin === origin)?.name;
}
