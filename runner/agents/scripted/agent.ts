#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playAcp } from "./acp.ts";
import { playPlain } from "./plain.ts";
import { parseScenario, type Scenario, scenarioInText } from "./scenario.ts";
import { sessionFolder } from "./sessions.ts";

// An agent without a model, for the demo and for tests: it does what a scenario file says (`--scenario`, or
// SPOOL_SCENARIO, or one written into the instruction), as a plain command or, with `--acp`, over that protocol.

const { values } = parseArgs({
  options: { scenario: { type: "string" }, acp: { type: "boolean" }, state: { type: "string" } },
});

async function choose(instruction: string): Promise<Scenario> {
  const written = scenarioInText(instruction);
  if (written !== undefined) return await parseScenario(written);
  const path = values.scenario ?? process.env["SPOOL_SCENARIO"];
  if (path !== undefined) return await parseScenario(await readFile(path, "utf8"));
  const first = instruction.trim().split("\n")[0] ?? "";
  return { steps: [{ say: `Nothing is scripted for: ${first}` }] };
}

try {
  const state = values.state ?? join(homedir(), ".local", "state", "spool-scripted-agent");
  if (values.acp) await playAcp(choose, sessionFolder(state));
  else process.exitCode = await playPlain(choose);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
