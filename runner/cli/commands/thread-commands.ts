import type { ArgumentSpec, CommandSpec } from "../command.ts";
import { instructionOptions, jobOptions } from "./job-options.ts";

const threadArgument: ArgumentSpec = { name: "thread", what: "id of a thread, or its end" };
const words: ArgumentSpec = { name: "instruction", what: "what to do, as words", optional: true, rest: true };

const threadOptions = [
  { flags: "--project <name>", what: "the project; may be left out when there is only one" },
  { flags: "--base-branch <name>", what: "branch to start from, instead of the project's" },
  { flags: "--label <text>", what: "label of the thread", repeat: true },
  { flags: "--depends-on <thread>", what: "thread that has to be done first", repeat: true },
  { flags: "--parent <thread>", what: "thread that this one is a part of" },
];

const listOptions = [
  { flags: "--limit <count>", what: "most rows (50)" },
  { flags: "--after <id>", what: "go on behind this row" },
];

export const threadCommands: readonly CommandSpec[] = [
  {
    path: ["thread", "start"],
    aliases: [["submit"]],
    purpose: "Start a thread: a branch of its own and a first job on it",
    arguments: [words],
    options: [...instructionOptions, ...threadOptions, ...jobOptions],
    examples: [
      'spool thread start --project my-app --watch "Fix the flaky login test"',
      "spool thread start --project my-app --instruction - < task.md",
    ],
    next: "spool thread watch <thread> follows it; spool thread continue <thread> adds to it.",
    load: async () => (await import("../actions/thread-start.ts")).threadStart,
  },
  {
    path: ["thread", "continue"],
    aliases: [["continue"]],
    purpose: "Append a job to a thread, which goes on from where it stands",
    arguments: [threadArgument, words],
    options: [...instructionOptions, ...jobOptions],
    examples: [
      'spool thread continue 7f3k9a "Also cover the timeout case"',
      "spool continue 7f3k9a --job-type review --watch Review the change",
    ],
    next: "spool thread watch <thread> follows it.",
    load: async () => (await import("../actions/thread-continue.ts")).threadContinue,
  },
  {
    path: ["thread", "send"],
    purpose: "Say something to a thread: the agent at work gets it, else it is the next job",
    arguments: [threadArgument, { ...words, name: "text", what: "what to say, as words" }],
    options: [
      { flags: "--text <text>", what: "what to say; - reads it from standard input" },
      { flags: "--idempotency-key <key>", what: "a repeat with the same key says nothing new" },
    ],
    examples: [
      'spool thread send 7f3k9a "Use the existing helper in src/cache.ts"',
      "git diff | spool thread send 7f3k9a --text -",
    ],
    next: "spool thread watch <thread> shows when the agent has it.",
    load: async () => (await import("../actions/thread-send.ts")).threadSend,
  },
  {
    path: ["thread", "create"],
    purpose: "Create a thread without a job, or with one when there is an instruction",
    arguments: [words],
    options: [...instructionOptions, ...threadOptions, ...jobOptions],
    examples: [
      'spool thread create --project my-app --summary "Upgrade to Node 24"',
      'spool thread create --project my-app --summary "Node 24" --instruction "Upgrade to Node 24" --hold',
    ],
    next: "spool thread continue <thread> gives it work.",
    load: async () => (await import("../actions/thread-create.ts")).threadCreate,
  },
  {
    path: ["thread", "list"],
    purpose: "List threads, newest first; archived ones only when asked for",
    options: [
      { flags: "--project <name>", what: "only of this project" },
      { flags: "--status <status>", what: "open, active, waiting_input, blocked, idle or archived" },
      { flags: "--all", what: "archived threads too" },
      ...listOptions,
    ],
    examples: ["spool thread list --all", "spool thread list --project my-app --status waiting_input"],
    next: "spool thread show <thread> opens one.",
    load: async () => (await import("../actions/thread-list.ts")).threadList,
  },
  {
    path: ["thread", "show"],
    purpose: "Show a thread: jobs, runs, stages, commits, questions, changes, artifacts",
    arguments: [threadArgument],
    examples: ["spool thread show 7f3k9a", "spool thread show 7f3k9a --json"],
    next: "spool thread diff <thread> shows what changed; spool job logs <job> what was printed.",
    load: async () => (await import("../actions/thread-show.ts")).threadShow,
  },
  {
    path: ["thread", "watch"],
    purpose: "Follow a thread live until its jobs have ended",
    detail:
      "Ctrl-C stops watching only: the work goes on. Exits with the outcome of the last job. With --json it prints one event per line.",
    arguments: [threadArgument],
    options: [
      { flags: "--tail <count>", what: "start with that many events (200)" },
      { flags: "--after <seq>", what: "start behind this event instead" },
      { flags: "--keep", what: "go on watching when nothing is at work" },
      { flags: "--verbose", what: "minor events too: thoughts, tool results, usage" },
    ],
    examples: ["spool thread watch 7f3k9a", "spool thread watch 7f3k9a --json --after 0 | jq .type"],
    next: "spool thread send <thread> says something to the agent at work.",
    load: async () => (await import("../actions/thread-watch.ts")).threadWatch,
  },
  {
    path: ["thread", "diff"],
    purpose: "Show what a thread changed",
    arguments: [threadArgument],
    options: [
      { flags: "--stat", what: "only the files with their counts" },
      { flags: "--path <file>", what: "only this file" },
      { flags: "--run <run>", what: "only what this run changed" },
      { flags: "--from <commit>", what: "from this commit of the thread" },
      { flags: "--to <commit>", what: "to this commit of the thread" },
    ],
    examples: ["spool thread diff 7f3k9a --stat", "spool thread diff 7f3k9a > change.patch"],
    next: "the branch is in the thread's header: spool thread show <thread>.",
    load: async () => (await import("../actions/thread-diff.ts")).threadDiff,
  },
  {
    path: ["thread", "archive"],
    purpose: "Put a thread away, or take it back; its jobs must have ended",
    arguments: [threadArgument],
    options: [{ flags: "--undo", what: "take it back: it is listed again and takes new jobs" }],
    examples: ["spool thread archive 7f3k9a", "spool thread archive --undo 7f3k9a"],
    next: "spool thread list --status archived shows it still.",
    load: async () => (await import("../actions/thread-archive.ts")).threadArchive,
  },
];
