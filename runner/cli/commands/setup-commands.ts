import type { CommandSpec } from "../command.ts";

export const setupCommands: readonly CommandSpec[] = [
  {
    path: ["serve"],
    purpose: "Run the runner in the foreground",
    options: [{ flags: "--listen <address>", what: "host:port instead of the configured one" }],
    examples: ["spool serve", "spool serve --config /etc/spool/spool.yml"],
    next: "spool status shows what it does; Ctrl-C stops it and leaves agents running.",
    load: async () => (await import("../actions/serve.ts")).serveAction,
  },
  {
    path: ["demo"],
    purpose: "See it work: a throw-away runner, repository and agent",
    options: [
      { flags: "--agent <name>", what: "scripted (default, costs nothing), or the installed claude or codex" },
      { flags: "--plan", what: "the agent plans first: the plan is shown, commented, approved, and done" },
      { flags: "--keep", what: "leave the demo's runner running" },
    ],
    examples: ["spool demo", "spool demo --plan", "spool demo --agent claude --keep"],
    next: "spool init writes a configuration of your own.",
    load: async () => (await import("../actions/demo.ts")).demoAction,
  },
  {
    path: ["init"],
    purpose: "Write a first spool.yml; an existing one is never overwritten",
    examples: ["spool init", "spool init --config ./spool.yml"],
    next: "edit it, then spool config validate and spool doctor.",
    load: async () => (await import("../actions/init.ts")).initAction,
  },
  {
    path: ["doctor"],
    purpose: "Check this machine and the runner, and say how to fix what is wrong",
    examples: ["spool doctor", "spool doctor --json"],
    next: "exits with 1 when something must be fixed.",
    load: async () => (await import("../doctor/doctor.ts")).doctorAction,
  },
  {
    path: ["status"],
    purpose: "Show what the runner does now, what waits and what needs you",
    examples: ["spool status", "spool status --json"],
    next: "spool thread list shows all threads.",
    load: async () => (await import("../actions/status.ts")).statusAction,
  },
  {
    path: ["preflight"],
    purpose: "Look at what would be published: secrets, names, sizes, authors",
    detail:
      "The check that runs before anything of a job is published, on any range of any repository, without a runner. It " +
      "looks at every commit of the range with its message, names and files, not only at the last state. The rules are " +
      "those of the project in spool.yml whose repository this is; without one, the built-in ones, and authors are not " +
      "checked. No finding quotes a secret; a fingerprint stands for it. Exits with 10 when something was found, or not " +
      "everything could be looked at.",
    arguments: [
      { name: "range", what: "<base>..<head>, or <base> for what HEAD has beyond it (the upstream)", optional: true },
    ],
    options: [
      { flags: "--staged", what: "what the index holds and HEAD does not, instead of commits" },
      { flags: "--repo <directory>", what: "the repository (the one around the current directory)" },
      { flags: "--project <name>", what: "the project whose rules count (found by its repository)" },
      { flags: "--author <identity>", what: "'Name <email>' that every commit must be by" },
      { flags: "--checks", what: "run the project's own checks, too, in the repository's directory" },
    ],
    examples: ["spool preflight main..my-branch", "spool preflight --staged --json"],
    next: "docs/notes/011-preflight.md names the rules; projects[].preflight in spool.yml changes them.",
    load: async () => (await import("../actions/preflight.ts")).preflightAction,
  },
  {
    path: ["mcp"],
    purpose: "Offer the runner's tools to an MCP client, over standard input and output",
    detail:
      "For the configuration of an MCP client, which starts it and talks to it; it ends with its input. The tools are " +
      "those that the role of the token allows. docs/mcp.md lists them.",
    examples: ["spool mcp", "spool mcp --runner http://127.0.0.1:7434 --token-file ~/box.token"],
    next: "name it in the client's configuration; the runner also has the tools at http://…/mcp.",
    load: async () => (await import("../actions/mcp.ts")).mcpAction,
  },
  {
    path: ["project", "list"],
    purpose: "List the configured projects",
    examples: ["spool project list", "spool project list --json"],
    next: "spool project add adds one.",
    load: async () => (await import("../actions/project-list.ts")).projectList,
  },
  {
    path: ["project", "add"],
    purpose: "Add a project to spool.yml, leaving the rest of the file alone",
    arguments: [{ name: "name", what: "what to call it" }],
    options: [
      { flags: "--repo <url>", what: "git URL, or path of a repository on this machine" },
      { flags: "--base-branch <name>", what: "branch that work starts from (main)" },
    ],
    examples: [
      "spool project add my-app --repo git@github.com:org/my-app.git",
      "spool project add my-app --repo ~/src/my-app --base-branch develop",
    ],
    next: "a running runner reads it by itself; spool thread start --project <name> gives it work.",
    load: async () => (await import("../actions/project-edit.ts")).projectAddAction,
  },
  {
    path: ["project", "remove"],
    purpose: "Take a project out of spool.yml; its threads stay readable",
    arguments: [{ name: "name", what: "the project" }],
    examples: ["spool project remove my-app", "spool project remove my-app --config ./spool.yml"],
    next: "spool project list shows what is left.",
    load: async () => (await import("../actions/project-edit.ts")).projectRemoveAction,
  },
  {
    path: ["config", "validate"],
    purpose: "Check spool.yml; problems come with line, column and key",
    examples: ["spool config validate", "spool config validate --config ./spool.yml --json"],
    next: "spool doctor checks what the file cannot say.",
    load: async () => (await import("../actions/config.ts")).configValidate,
  },
  {
    path: ["config", "show"],
    purpose: "Print the configuration with its defaults; secrets stay hidden",
    examples: ["spool config show", "spool config show --json"],
    next: "spool config validate checks a changed file.",
    load: async () => (await import("../actions/config.ts")).configShow,
  },
  {
    path: ["json"],
    purpose: "Answer one JSON v1 request from standard input with one line",
    detail: "Always exits with 0: ok in the answer says how it went. docs/json-v1.md describes every action.",
    examples: [
      `echo '{"version":"v1","action":"capabilities"}' | spool json`,
      `echo '{"version":"v1","action":"thread.list","input":{"status":"active"}}' | spool json`,
    ],
    next: "the action capabilities tells what this runner can do.",
    load: async () => (await import("../json/json-command.ts")).jsonAction,
  },
];
