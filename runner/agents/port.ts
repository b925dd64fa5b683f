import type { LimitKind } from "../../shared/model/account-lane.ts";
import type { ToolKind } from "../../shared/model/tool-kind.ts";

/**
 * The agent port. An adapter knows one vendor's command line and wire protocol; nothing outside `agents/` knows a
 * vendor's tool names. An adapter starts no process and keeps no file: it says what to start, and turns lines of output
 * into events and lines to send. That makes it a function of what it was fed, so a runner that was killed replays the
 * recorded output into a new protocol object and goes on where the old one stood.
 */

/** What to start for one run. `prompt` and `systemPrompt` go by stdin or file, never on the command line. */
export interface AgentLaunch {
  runId: string;
  /** Absolute path of the worktree. */
  cwd: string;
  /** Owner-only directory of this run for the vendor's own state; exists, is never inside the worktree. */
  stateDirectory: string;
  prompt: string;
  systemPrompt?: string;
  model?: string;
  /** The vendor session to go on with; absent for a first run. */
  resumeSessionId?: string;
  /**
   * What earlier runs of the resumed session reported in sum. Some vendors count from the beginning of the session;
   * without this a resumed run reports no increments for those figures rather than wrong ones.
   */
  resumedUsage?: { tokens: TokenUsage; costUsd?: number };
  /** A UUID to name a new session by, where the vendor lets the caller choose. */
  newSessionId: string;
  /** `plan`: it reads and says what it would do; nothing may be changed, whatever `writeMode` says. */
  phase: "plan" | "work";
  writeMode: "workspace_write" | "read_only";
  /** What to do when the agent asks before using a tool: put it to a human, or answer at once. */
  permissions: "ask" | "allow" | "deny";
  maxTurns?: number;
  /** US dollars. */
  maxCostUsd?: number;
}

export interface AgentCommand {
  argv: string[];
  /** What the adapter needs beyond the allow-listed environment; values may be secret and never reach argv or a log. */
  environment: Record<string, string>;
  /** `stream`: lines are sent while it runs. Otherwise the whole input, after which the agent reads end of file. */
  stdin: { kind: "stream" } | { kind: "content"; content: string };
  /** Files to write (mode 0600) before the start; absolute paths inside `stateDirectory`. */
  files: { path: string; content: string }[];
}

/** Tokens of one report, as increments: summing all reports of a run gives the run's total. */
export interface TokenUsage {
  /** Input that was billed as fresh, without the cached part. */
  input: number;
  cachedInput: number;
  output: number;
}

/** A vendor's answer that says "not now" or "not you": not a failure of the work. */
export interface VendorLimit {
  kind: LimitKind;
  /** Epoch milliseconds, when the vendor named it. */
  resetAt?: number;
  /** Milliseconds from its answer on, when the vendor named that instead. */
  retryAfterMs?: number;
  httpStatus?: number;
  message: string;
}

export type AgentEvent =
  | { kind: "session"; sessionId: string; model?: string }
  | { kind: "message"; text: string }
  | { kind: "thought"; text: string }
  /** `title` is one line for people; `paths` are as the agent gave them; `detail` is the command or the arguments. */
  | { kind: "tool_call"; callId: string; tool: ToolKind; title: string; paths: string[]; detail?: string }
  | { kind: "tool_result"; callId: string; ok: boolean; output: string }
  | { kind: "plan"; entries: { text: string; status: "pending" | "in_progress" | "completed" }[] }
  /**
   * A tool wants permission. Answered with `AgentProtocol.answer(requestId, …)`; asked once per `requestId`. `command` is
   * the whole of what a shell would run, never cut; `paths` are as the agent gave them. `isNeeded` false: nothing but its
   * own settings would keep the agent from it, and `pass` leaves it to them. `isInstant`: it cannot wait for a person, and
   * `ask` lets the agent ask once more, in a way that can.
   */
  | {
      kind: "question";
      requestId: string;
      tool: ToolKind;
      title: string;
      detail?: string;
      diff?: string;
      command?: string;
      paths?: string[];
      hosts?: string[];
      isNeeded?: boolean;
      isInstant?: boolean;
    }
  | { kind: "question_withdrawn"; requestId: string }
  | { kind: "denied"; title: string; reason: string }
  /** `costUsd` is an increment too, absent when the vendor does not say. `turns` counts model turns. */
  | {
      kind: "usage";
      tokens: TokenUsage;
      costUsd?: number;
      turns?: number;
      /** A later report of this run tells what these tokens cost. */
      costFollows?: boolean;
    }
  | { kind: "limit"; limit: VendorLimit }
  | { kind: "retrying"; attempt: number; httpStatus?: number; delayMs?: number }
  | { kind: "warning"; text: string };

export type AgentFailure =
  | "auth"
  | "quota"
  | "rate_limit"
  | "overloaded"
  | "network"
  | "refusal"
  | "context_overflow"
  | "turn_limit"
  | "cost_limit"
  | "bad_request"
  | "session_missing"
  | "crash";

/** How the agent's work ended, from everything it said and its exit; the exit code alone is not trusted. */
export type AgentOutcome =
  | { kind: "completed"; summary?: string; denials: number }
  | { kind: "failed"; failure: AgentFailure; message: string; limit?: VendorLimit }
  | { kind: "interrupted" };

export type AgentAnswer =
  | { decision: "allow" }
  | { decision: "pass" }
  | { decision: "ask" }
  | { decision: "deny"; reason: string };

/** What follows from one input. `send` lines have stable keys: the transport writes each key once, ever. */
export interface AgentStep {
  events: AgentEvent[];
  send: { key: string; line: string }[];
  /** The agent has nothing more to do: close its stdin. */
  closeInput?: boolean;
  /** The agent will not exit by itself after its work: end it with the kill ladder. */
  stop?: boolean;
}

/**
 * One conversation, fed in order. Must be deterministic: the same launch and the same lines give the same steps, keys
 * included. It never throws on hostile input; what it does not understand becomes a warning or nothing.
 */
export interface AgentProtocol {
  /** First call, before any line. */
  open(): AgentStep;
  /** One line of stdout, without its newline, already decoded (wrong UTF-8 replaced) and at most 1 MiB (cut beyond). */
  line(line: string): AgentStep;
  answer(requestId: string, answer: AgentAnswer): AgentStep;
  /** A further user message for the running agent, sent as `messageKey(key)`; undefined where it cannot take one now. */
  message(key: string, text: string): AgentStep | undefined;
  /** Ask the agent to stop its current turn, politely; undefined where there is no such request. */
  interrupt(): AgentStep | undefined;
  /** Final verdict after the process has ended. */
  finish(exit: { code: number | null; signal: string | null }, stderrTail: string): AgentOutcome;
}

/** What the user configured for one agent (`agents.<name>` in spool.yml). */
export interface AgentSettings {
  adapter: "claude" | "codex" | "acp" | "command";
  /** Program and leading arguments; each adapter has a default. */
  command?: string[];
  /** Named ACP agent: fills in command and quirks. */
  preset?: "opencode" | "gemini";
  model?: string;
  /** Extra environment, secrets already resolved. */
  environment: Record<string, string>;
  /** Codex only: `app-server` (default) or `exec`. */
  protocol?: "app-server" | "exec";
}

export interface AgentProbe {
  available: boolean;
  version?: string;
  /** One sentence: what is missing and how to get it. */
  problem?: string;
}

/** A folder or file below the home in which agents keep logins, sessions and settings. */
export interface AgentHome {
  /** From the home. */
  path: string;
  /** The environment variable that names another place. */
  variable?: string;
  /** A folder that is made when it is missing, so that sessions outlive a confined run. */
  make?: boolean;
  /** The whole of it is only to be read. */
  readOnly?: boolean;
  /**
   * What inside says which programs are run, is one, or is told to every session: a confined agent that could write there
   * would have its own way outside, in the user's next session. With a text it is made when it is missing, or the agent
   * could make it; a name that ends in a slash is a folder.
   */
  protect?: Readonly<Record<string, string | null>>;
}

export interface AgentAdapter {
  readonly id: AgentSettings["adapter"];
  /** Names of environment variables this vendor needs from the runner's own environment (an allow-list). */
  readonly inheritedEnvironment: readonly string[];
  /** What a confined agent must find of the user's home. */
  homes(settings: AgentSettings): readonly AgentHome[];
  command(settings: AgentSettings, launch: AgentLaunch): AgentCommand;
  protocol(settings: AgentSettings, launch: AgentLaunch): AgentProtocol;
  probe(settings: AgentSettings): Promise<AgentProbe>;
}

/** Whether this run of the agent may change nothing. */
export function mayOnlyRead({ phase, writeMode }: Pick<AgentLaunch, "phase" | "writeMode">): boolean {
  return phase === "plan" || writeMode === "read_only";
}

/** What an agent is told that asks for more than reading while it plans. */
export const onlyPlanning = "Nothing may be changed or run while you plan. Say in the plan what you would do.";

/** By which it can be asked later whether a message went to the agent. */
export function messageKey(key: string): string {
  return `message:${key}`;
}
