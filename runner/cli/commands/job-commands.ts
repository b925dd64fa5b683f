import type { ArgumentSpec, CommandSpec, OptionSpec } from "../command.ts";

const jobArgument: ArgumentSpec = { name: "job", what: "id of a job, or its end" };

const choiceOption: OptionSpec = {
  flags: "--choice <id>",
  what: "one of the answers that the question offers, see job show",
};

const revisionOption: OptionSpec = {
  flags: "--revision <revision>",
  what: "of the plan that was read, as it is shown; needed when a plan is asked about",
};

export const jobCommands: readonly CommandSpec[] = [
  {
    path: ["job", "list"],
    purpose: "List jobs, newest first",
    arguments: [{ name: "thread", what: "only of this thread", optional: true }],
    options: [
      { flags: "--thread <thread>", what: "only of this thread" },
      { flags: "--project <name>", what: "only of this project" },
      { flags: "--status <status>", what: "pending, queued, running, waiting_approval, blocked, failed …" },
      { flags: "--limit <count>", what: "most rows (50)" },
      { flags: "--after <id>", what: "go on behind this row" },
    ],
    examples: ["spool job list --status blocked", "spool job list 7f3k9a"],
    next: "spool job show <job> opens one.",
    load: async () => (await import("../actions/job-list.ts")).jobList,
  },
  {
    path: ["job", "show"],
    purpose: "Show a job with its runs, questions and artifacts",
    arguments: [jobArgument],
    options: [{ flags: "--exit-code", what: "exit with the job's outcome: 5 failed or blocked, 6 cancelled" }],
    examples: ["spool job show 2m8c4x", "spool job show 2m8c4x --exit-code --json"],
    next: "spool job logs <job> shows what its agent and its checks printed.",
    load: async () => (await import("../actions/job-show.ts")).jobShow,
  },
  {
    path: ["job", "logs"],
    purpose: "Print what the latest run of a job left in its logs",
    arguments: [jobArgument],
    options: [
      { flags: "-f, --follow", what: "print on as the log grows, until it ends" },
      { flags: "--file <name>", what: "one log only, as --list names it" },
      { flags: "--list", what: "the logs with their sizes" },
      { flags: "--run <run>", what: "another run than the latest" },
      { flags: "--raw", what: "bytes as they are: control sequences are not taken out" },
    ],
    examples: ["spool job logs 2m8c4x --list", "spool job logs 2m8c4x --file agent.out --follow"],
    next: "spool job retry <job> tries again.",
    load: async () => (await import("../actions/job-logs.ts")).jobLogs,
  },
  {
    path: ["job", "retry"],
    purpose: "Queue a job of the backlog, or one that failed, was cancelled or is blocked",
    arguments: [jobArgument],
    examples: ["spool job retry 2m8c4x", "spool job retry 2m8c4x --json"],
    next: "spool thread watch <thread> follows it.",
    load: async () => (await import("../actions/job-move.ts")).jobRetry,
  },
  {
    path: ["job", "cancel"],
    purpose: "Cancel a job; its processes end and a checkpoint is kept",
    arguments: [jobArgument],
    examples: ["spool job cancel 2m8c4x", "spool job cancel 2m8c4x --json"],
    next: "spool job retry <job> takes it up again.",
    load: async () => (await import("../actions/job-move.ts")).jobCancel,
  },
  {
    path: ["job", "switch"],
    purpose: "Give a job that waits or is blocked to another agent",
    detail:
      "It keeps its place in the queue and goes on from what was done so far, in a session of the new agent's own. A blocked job stays blocked until it is retried.",
    arguments: [jobArgument],
    options: [
      { flags: "--agent <name>", what: "a configured agent" },
      { flags: "--model <name>", what: "a model of that agent, instead of the one it is configured with" },
    ],
    examples: ["spool job switch 2m8c4x --agent codex", "spool job switch 2m8c4x --agent claude --model sonnet"],
    next: "spool queue status shows when it starts.",
    load: async () => (await import("../actions/job-switch.ts")).jobSwitch,
  },
  {
    path: ["job", "approve"],
    purpose: "Say yes to everything that a job asks right now",
    arguments: [jobArgument],
    options: [
      { flags: "--comment <text>", what: "kept with the decision" },
      choiceOption,
      { flags: "--amount <number>", what: "of a used-up budget, how much more: dollars, tokens, minutes or turns" },
      revisionOption,
    ],
    examples: ["spool job approve 2m8c4x", 'spool job approve 2m8c4x --comment "once is fine"'],
    next: "spool thread watch <thread> shows how it goes on.",
    load: async () => (await import("../actions/job-decide.ts")).jobApprove,
  },
  {
    path: ["job", "reject"],
    purpose: "Say no to everything that a job asks right now",
    arguments: [jobArgument],
    options: [
      { flags: "--comment <text>", what: "kept with the decision, told to the agent" },
      choiceOption,
      revisionOption,
    ],
    examples: ["spool job reject 2m8c4x", 'spool job reject 2m8c4x --comment "no new dependencies"'],
    next: "spool thread watch <thread> shows how it goes on.",
    load: async () => (await import("../actions/job-decide.ts")).jobReject,
  },
  {
    path: ["job", "comment"],
    purpose: "Ask for changes to the plan of a job: the agent plans again with what you say",
    arguments: [jobArgument],
    options: [
      { ...revisionOption, what: "of the plan that was read, as it is shown" },
      { flags: "--step <number-and-text...>", what: "on a step: its number, then what you say; may be repeated" },
      {
        flags: "--file <path-and-text...>",
        what: "on a file of the plan: its path, then what you say; may be repeated",
      },
      { flags: "--text <text>", what: "on the whole plan" },
    ],
    examples: [
      'spool job comment 2m8c4x --revision 9f2c11d0 --text "smaller steps"',
      'spool job comment 2m8c4x --revision 9f2c11d0 --step 2 "no cache" --file src/a.ts "why this one?"',
    ],
    next: "spool thread watch <thread> shows the next plan.",
    load: async () => (await import("../actions/job-comment.ts")).jobComment,
  },
];
