import type { FailureRule } from "../rule.ts";

/** What an agent's command line says when it fails itself. Only ever tried on an agent's own words, never on a check's output. */
export const agentRules: readonly FailureRule[] = [
  {
    class: "agent.context_overflow",
    tool: "agent",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /prompt is too long/i,
      /maximum context length/i,
      /context (?:window|length) (?:exceeded|overflow|is full)/i,
      /context_length_exceeded/,
      /input token count .* exceeds the maximum/i,
      /ran out of room in the model's context window/i,
    ],
    hint: "The conversation grew too long for the model: begin afresh, read only the files that matter, and keep command output short.",
    examples: {
      matches: ["API Error: 400 prompt is too long: 210034 tokens > 200000 maximum"],
      others: ["Error: line is too long"],
    },
  },
  {
    class: "agent.turn_limit",
    tool: "agent",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\breached (?:the )?max(?:imum)?(?: number of)? turns/i,
      /error_max_turns/,
      /max(?:imum)? turns? (?:limit )?(?:reached|exceeded)/i,
    ],
    hint: "All turns were used before the work was done: go on from the changes in the working tree, with fewer and larger steps.",
    examples: {
      matches: ["Error: Reached max turns (30)"],
      others: ["it is your turn"],
    },
  },
  {
    class: "agent.model_unknown",
    tool: "agent",
    severity: "hard",
    specificity: 5,
    patterns: [
      /\bmodel\b.{0,80}(?:not found|does not exist|not available|is not supported|may not exist)/i,
      /not_found_error.{0,80}\bmodel\b/i,
      /unknown model/i,
      /invalid model/i,
    ],
    hint: "The vendor does not know this model, or not for this account: a person must choose another.",
    examples: {
      matches: [
        "There's an issue with the selected model (opus-9). It may not exist or you may not have access to it. model: opus-9 not found",
      ],
      others: ["Cannot find module './model'"],
    },
  },
  {
    class: "agent.refusal",
    tool: "agent",
    severity: "hard",
    specificity: 4,
    patterns: [
      /\brefus(?:ed|al)\b/i,
      /violat(?:es|e|ed) .{0,60}(?:usage )?polic(?:y|ies)/i,
      /content[_ ]policy/i,
      /content[_ ]filter/i,
    ],
    hint: "The model declined the request: a person must word it differently or choose another agent.",
    examples: {
      matches: [
        "API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy",
      ],
      others: ["connect ECONNREFUSED 127.0.0.1:80"],
    },
  },
  {
    class: "agent.bad_request",
    tool: "agent",
    severity: "hard",
    specificity: 3,
    patterns: [/\binvalid_request_error\b/, /\b400\b.{0,60}\bbad request\b/i, /API Error: 400\b/],
    hint: "The vendor refuses the request as malformed: a person must look at the agent's settings or version.",
    examples: {
      matches: ['API Error: 400 {"type":"error","error":{"type":"invalid_request_error","message":"tools.0: bad"}}'],
      others: ["API Error: 529 overloaded_error"],
    },
  },
  {
    class: "agent.out_of_memory",
    tool: "agent",
    severity: "hard",
    specificity: 5,
    patterns: [
      /JavaScript heap out of memory/,
      /\bCannot allocate memory\b/,
      /\bENOMEM\b/,
      /memory allocation of \d+ bytes failed/,
    ],
    hint: "The agent's own process ran out of memory: a person must give it more, or make the task smaller.",
    examples: {
      matches: ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
      others: ["there is no memory of this"],
    },
  },
  {
    class: "agent.network",
    tool: "agent",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH)\b/,
      /connection error/i,
      /error sending request for url/i,
      /stream (?:disconnected|closed) before completion/i,
      /fetch failed/i,
    ],
    hint: "The vendor could not be reached, which may pass: go on from the changes in the working tree.",
    examples: {
      matches: ["API Error: Connection error. connect ECONNREFUSED 127.0.0.1:9"],
      others: ["the connection to the database is configured in db.ts"],
    },
  },
  {
    class: "agent.not_installed",
    tool: "agent",
    severity: "hard",
    specificity: 5,
    patterns: [
      /: (?:command )?not found$/,
      /^env: .*: No such file or directory$/,
      /\bspawn \S+ ENOENT\b/,
      /Cannot find module '.*(?:claude|codex|opencode|gemini)/i,
    ],
    hint: "The agent's program is not installed or not on PATH: a person must install it.",
    examples: {
      matches: ["env: 'node': No such file or directory"],
      others: ["File not found: src/a.ts"],
    },
  },
  {
    class: "agent.crash",
    tool: "agent",
    severity: "recoverable",
    specificity: 2,
    patterns: [
      /\bpanicked at\b/,
      /\bUncaught\b/,
      /\bUnhandled\b/,
      /^(?:Fatal|fatal|FATAL)\b/,
      /Segmentation fault/,
      /^\w*Error: /,
    ],
    hint: "The agent's program ended unexpectedly: go on from the changes in the working tree.",
    examples: {
      matches: ["thread 'main' panicked at core/src/main.rs:9:5:"],
      others: ["All done."],
    },
  },
];
