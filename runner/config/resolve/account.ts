import { Secret } from "../secret.ts";
import type { AgentConfig } from "../config.ts";

/** By its name, a variable that says whose account a program uses, or whose server it speaks to. */
const credential =
  /(?:^|_)(?:KEY|KEYS|TOKEN|SECRET|PASSWORD|CREDENTIALS|HOME|CONFIG_DIR|CONFIG_HOME|BASE_URL|ENDPOINT|PROFILE|REGION|PROJECT|VERTEX|BEDROCK)$/i;

type Unnamed = Omit<AgentConfig, "account">;

/**
 * The account of an agent that names none: the name of the first agent, as written, that starts the same vendor's program
 * with the same credentials. Without any of its own it uses those of the runner's environment and home.
 */
export function defaultAccounts(agents: readonly Unnamed[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  return new Map(
    agents.map((agent) => {
      const key = JSON.stringify([vendorOf(agent), credentialsOf(agent)]);
      const account = first.get(key) ?? agent.name;
      first.set(key, account);
      return [agent.name, account];
    }),
  );
}

/** Of an unknown program nothing is known but how it is started. */
function vendorOf({ adapter, preset, command }: Unnamed): readonly string[] {
  switch (adapter) {
    case "claude":
    case "codex":
      return [adapter];
    case "acp":
      return preset === null ? [adapter, ...(command ?? [])] : [adapter, preset];
    case "command":
      return [adapter, ...(command ?? [])];
  }
}

/** Compared in this process and kept nowhere. */
function credentialsOf({ environment }: Unnamed): [string, string][] {
  return Object.entries(environment)
    .filter(([name, value]) => value instanceof Secret || credential.test(name))
    .map(([name, value]): [string, string] => [name, value instanceof Secret ? value.reveal() : value])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
