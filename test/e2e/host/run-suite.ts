// What VS Code calls as extensionTestsPath: runs mocha over the suites beside it and tells the test process of each test.
import { readdirSync } from "node:fs";
import * as net from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type Mocha from "mocha";
import { type HostTest, type Message, socketVariable } from "./protocol.ts";

function describeError(error: Error & { actual?: unknown; expected?: unknown }): string {
  const text = error.stack ?? String(error);
  if (error.expected === undefined && error.actual === undefined) return text;
  return `${text}\nexpected: ${JSON.stringify(error.expected)}\nactual: ${JSON.stringify(error.actual)}`;
}

function reported(test: Mocha.Runnable, state: HostTest["state"], error?: Error): HostTest {
  return { title: test.titlePath().join(" > "), state, ...(error && { error: describeError(error) }) };
}

/** Rejects when a test failed, as VS Code wants it; what failed is in the messages. */
export async function run(): Promise<void> {
  const { SPOOL_E2E_MOCHA: mochaPath = "" } = process.env;
  const socket = net.connect(process.env[socketVariable] ?? "");
  const send = (message: Message) => void socket.write(`${JSON.stringify(message)}\n`);
  const { default: MochaClass } = (await import(pathToFileURL(mochaPath).href)) as { default: typeof Mocha };
  const mocha = new MochaClass({ ui: "bdd", timeout: 20_000, reporter: "spec", color: false });
  for (const name of readdirSync(__dirname)) if (name.endsWith(".suite.cjs")) mocha.addFile(join(__dirname, name));
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => send({ type: "test", test: reported(test, "passed") }))
      .on("fail", (test, error: Error) => send({ type: "test", test: reported(test, "failed", error) }))
      .on("pending", (test) => send({ type: "test", test: reported(test, "skipped") }));
  });
  await new Promise<void>((resolve) => socket.end(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
