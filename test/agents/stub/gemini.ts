import type { ServerResponse } from "node:http";
import { lingering, waiting } from "./commands.ts";
import { firstPlan, mischief, secondPlan } from "./plans.ts";
import { type Cue, sendJson, type StubRequest, stubServer, type StubServer } from "./server.ts";

type Part = { text: string } | { functionCall: { name: string; args: Record<string, unknown> } };
/** `seen` counts the requests of the conversation: its sessions do not outlive a process, so a cue comes once. */
type Script = (step: number, cwd: string, cue: Cue, seen: number) => Part[] | Refusal | "hang";

interface Refusal {
  status: number;
  error: Record<string, unknown>;
}

const use = (name: string, args: Record<string, unknown>): Part => ({ functionCall: { name, args } });

function turns(...replies: ((cwd: string) => Part[])[]): Script {
  return (step, cwd) => replies[Math.min(step, replies.length - 1)]?.(cwd) ?? [];
}

const scripts: Record<string, Script> = {
  hello: turns(() => [{ text: "Hello from the stub." }]),
  edit: turns(
    (cwd) => [
      { text: "I will create the file." },
      use("write_file", { file_path: `${cwd}/hello.txt`, content: "hello\n" }),
    ],
    () => [{ text: "Done." }],
  ),
  ask: turns(
    (cwd) => [use("write_file", { file_path: `${cwd}/ran.txt`, content: "ran\n" })],
    () => [{ text: "Finished." }],
  ),
  linger: (_step, _cwd, _cue, seen) => [
    seen === 1 ? use("run_shell_command", { command: lingering, description: "linger" }) : { text: "Went on." },
  ],
  wait: turns(
    () => [{ text: "Waiting." }, use("run_shell_command", { command: waiting, description: "wait" })],
    () => [{ text: "Finished." }],
  ),
  run: (step, _cwd, cue) => [
    step === 0 ? use("run_shell_command", { command: cue.argument, description: "run" }) : { text: "Ran it." },
  ],
  propose: turns(
    (cwd) => [{ text: "I write first." }, use("write_file", { file_path: `${cwd}/evil.txt`, content: "evil\n" })],
    ...mischief.map((command) => () => [use("run_shell_command", { command, description: "mischief" })]),
    () => [{ text: firstPlan }],
  ),
  replan: turns(() => [{ text: secondPlan }]),
  sleep: turns(() => [use("run_shell_command", { command: "sleep 600", description: "sleep" })]),
  hang: () => "hang",
  e401: () => ({ status: 401, error: { code: 401, message: "API key not valid", status: "UNAUTHENTICATED" } }),
};

/** What Gemini asks its small models for routing, by the shape it demands. */
function classified(schema: unknown): string {
  const words = JSON.stringify(schema);
  if (words.includes("complexity")) return JSON.stringify({ complexity_reasoning: "x", complexity_score: 10 });
  if (words.includes("model_choice")) return JSON.stringify({ reasoning: "x", model_choice: "flash" });
  return JSON.stringify({ reasoning: "x", next_speaker: "user" });
}

interface Content {
  role?: string;
  parts?: { functionResponse?: unknown }[];
}

/** Model turns since a person last spoke. */
function stepOf(contents: Content[]): number {
  const last = contents.findLastIndex(
    (content) => content.role === "user" && !content.parts?.some((part) => part.functionResponse),
  );
  return contents.slice(last + 1).filter((content) => content.role === "model").length;
}

/** What the agent itself tells the model about where it is. */
function cwdOf(body: Record<string, unknown>): string {
  const told = [...JSON.stringify(body["contents"]).matchAll(/Workspace Directories:\*\*\\n\s+- ([^\\"]+)/g)];
  return told.at(-1)?.[1] ?? "/nonexistent";
}

/** The Gemini API, scripted by the first path segment; `cwd` is where its files go, if not where the agent says it is. */
export async function geminiStub(cwd?: () => string): Promise<StubServer> {
  const seen = new Map<string, number>();
  const answer = (request: StubRequest, response: ServerResponse, mended: boolean): void => {
    const { body, path } = request;
    if (path.includes(":countTokens")) return sendJson(response, 200, { totalTokens: 1000 });
    const script = scripts[request.scenario];
    if (!script || !/generateContent/i.test(path))
      return sendJson(response, 404, { error: { code: 404, message: path } });
    const config = body["generationConfig"] as Record<string, unknown> | undefined;
    const schema = config?.["responseJsonSchema"] ?? config?.["responseSchema"];
    const contents = (body["contents"] ?? []) as Content[];
    const { tag } = request.cue;
    if (!schema) seen.set(tag, (seen.get(tag) ?? 0) + 1);
    const reply = schema
      ? [{ text: classified(schema) }]
      : mended
        ? [{ text: "Recovered." }]
        : script(stepOf(contents), cwd?.() ?? cwdOf(body), request.cue, seen.get(tag) ?? 0);
    if (reply === "hang") return;
    if ("status" in reply) return sendJson(response, reply.status, { error: reply.error });
    const candidates = [{ content: { role: "model", parts: reply }, finishReason: "STOP", index: 0 }];
    const usageMetadata = { promptTokenCount: 1200, candidatesTokenCount: 42, totalTokenCount: 1242 };
    const full = { candidates, usageMetadata, modelVersion: "stub" };
    if (!/stream/i.test(path)) return sendJson(response, 200, full);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify(full)}\n\n`);
  };
  return stubServer(answer);
}
