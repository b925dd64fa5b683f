import type { OptionSpec } from "../command.ts";

/** What may be asked for, in the three ways in which an instruction can be given, and everything about its job. */
export const instructionOptions: readonly OptionSpec[] = [
  { flags: "--instruction <text>", what: "what to do; - reads it from standard input" },
  { flags: "--goal <text>", what: "the same", aliasOf: "--instruction <text>" },
  { flags: "--instruction-file <file>", what: "file that holds the instruction" },
  { flags: "--summary <text>", what: "title; made from the instruction when left out" },
  { flags: "--title <text>", what: "the same", aliasOf: "--summary <text>" },
];

export const jobOptions: readonly OptionSpec[] = [
  { flags: "--job-type <name>", what: "a job type of the project" },
  { flags: "--prompt <text>", what: "more for the agent, behind the instruction" },
  { flags: "--acceptance <text>", what: "how one sees that it is done" },
  { flags: "--agent <name>", what: "a configured agent instead of the job type's" },
  { flags: "--model <name>", what: "a model of that agent" },
  { flags: "--mode <mode>", what: "autonomous, or interactive: its plan is approved first" },
  { flags: "--write-mode <mode>", what: "workspace_write or read_only" },
  { flags: "--verify <command>", what: "command that has to pass, instead of the job type's", repeat: true },
  { flags: "--publish <policy>", what: "none, patch or branch" },
  { flags: "--permissions <policy>", what: "when the agent asks: ask, allow or deny" },
  { flags: "--contract <policy>", what: "files that its plan does not name: warn, ask or stop" },
  { flags: "--priority <1-4>", what: "1 critical, 2 high, 3 medium, 4 low" },
  { flags: "--timeout <time>", what: "longest time of a run: 90s, 30m, 2h" },
  { flags: "--retry-limit <count>", what: "further attempts after the first" },
  {
    flags: "--max-cost <dollars>",
    what: "budget of the job in dollars; used up, it stops and asks, like the next three",
  },
  { flags: "--max-tokens <count>", what: "budget in tokens, of which cached input weighs a tenth" },
  { flags: "--max-minutes <minutes>", what: "budget in minutes of the agent's work" },
  { flags: "--max-turns <count>", what: "budget in turns of the agent's model" },
  { flags: "--allow-unknown-price", what: "a dollar budget does not stop a model whose price nobody knows" },
  { flags: "--backup-agent <name>", what: "agent that takes over once when the same failure comes twice" },
  { flags: "--backup-model <name>", what: "model of that agent" },
  { flags: "--baseline <on|off>", what: "whether a failed check is compared with the base commit" },
  { flags: "--hold", what: "leave it in the backlog; job retry queues it" },
  { flags: "--idempotency-key <key>", what: "a repeat with the same key starts nothing new" },
  { flags: "--watch", what: "follow it live until it ends; exits with its outcome" },
];
