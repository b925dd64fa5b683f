import { build } from "../.dev/build.ts";
import { supported } from "./agents/install.ts";
import { supported as supportedByWindows } from "./e2e/runtime/versions.ts";
import { useTemporaryMemory } from "./temporary-memory.ts";

let tearDown = async () => {};

/** Command-line tests run the bundle that ships, so it is made once before the first of them. */
export async function setup(): Promise<void> {
  for (const line of leftOut()) process.stdout.write(`not exercised here: ${line}\n`);
  tearDown = await useTemporaryMemory();
  await build();
}

export async function teardown(): Promise<void> {
  await tearDown();
}

/** What tests leave out on this machine, so that nobody takes a green run for more than it is. */
function leftOut(): string[] {
  const lines: string[] = [];
  if (process.getuid?.() === 0)
    lines.push("files and processes that one may not read (everything can be read as root)");
  if (!supported) lines.push(`real agent CLIs (there are none for ${process.platform}-${process.arch})`);
  if (!supportedByWindows) {
    lines.push(`a real VS Code (its browser is for linux-x64, this is ${process.platform}-${process.arch})`);
  }
  return lines;
}
