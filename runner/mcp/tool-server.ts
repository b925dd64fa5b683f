import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool as ListedTool,
} from "@modelcontextprotocol/sdk/types.js";
import * as z from "zod";
import { errorShape, SpoolError } from "../../shared/errors.ts";
import { hasRole, requireRole } from "../../shared/role-check.ts";
import { spoolVersion } from "../version.ts";
import { answerBytes, tidy, wireBytes } from "./bound.ts";
import { instructions } from "./instructions.ts";
import { annotations, type Tool } from "./tool.ts";
import type { ToolRunner } from "./tool-runner.ts";
import { tools } from "./tools/table.ts";

export interface ToolServer {
  /** To be connected to a transport; closing it closes that. */
  readonly server: Server;
  /** Resolves when every request that has come in so far has its answer. */
  readonly idle: () => Promise<void>;
}

/** The tools as an MCP server. `defect` gets what no caller is to blame for; the caller only learns that it happened. */
export function toolServer(runner: ToolRunner, defect: (error: unknown, tool: string) => void): ToolServer {
  const underway = new Set<Promise<unknown>>();
  function tracked<Answer>(work: Promise<Answer>): Promise<Answer> {
    const settled = work.finally(() => underway.delete(settled));
    underway.add(settled);
    return settled;
  }
  const server = new Server(
    { name: "spool", title: "Spool", version: spoolVersion },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => tracked(listed(runner)));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const found = tools.find(({ name }) => name === params.name);
    if (!found) throw new McpError(ErrorCode.InvalidParams, `no tool is called ${JSON.stringify(params.name)}`);
    return tracked(called(runner, found, params.arguments ?? {}, defect));
  });
  return {
    server,
    async idle() {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
  };
}

/** The tools that the caller's role allows. */
async function listed(runner: ToolRunner): Promise<{ tools: ListedTool[] }> {
  const { caller } = await runner.hello().catch((error: unknown) => {
    const { code, message } = errorShape(error);
    throw new McpError(ErrorCode.InternalError, message, { code });
  });
  return { tools: tools.filter(({ least }) => hasRole(caller.role, least)).map(describe) };
}

function describe({ name, title, description, effect, input }: Tool): ListedTool {
  // VS Code 1.103 leaves out every tool whose schema says that it is of a later draft.
  const inputSchema = z.toJSONSchema(input, { io: "input", target: "draft-7" }) as ListedTool["inputSchema"];
  return { name, title, description, inputSchema, annotations: annotations(title, effect) };
}

/** Never rejects: a model is told what went wrong in a result, as the protocol wants it. */
async function called(
  runner: ToolRunner,
  tool: Tool,
  given: unknown,
  defect: (error: unknown, tool: string) => void,
): Promise<CallToolResult> {
  try {
    const { caller } = await runner.hello();
    requireRole(caller, tool.least);
    const { data, text } = await tool.call(runner, given);
    const result: CallToolResult = { content: [{ type: "text", text }], structuredContent: data };
    if (wireBytes(result) <= answerBytes) return result;
    throw new SpoolError("limit_exceeded", `the answer of ${tool.name} would be too large`, {
      hint: "ask for less: a lower limit, or one run instead of the thread",
    });
  } catch (error) {
    if (!SpoolError.is(error)) defect(error, tool.name);
    return failure(error);
  }
}

function failure(error: unknown): CallToolResult {
  const shape = errorShape(error);
  const { code, message, hint } = tidy({ hint: "", ...shape, details: undefined }, 1_000) as typeof shape;
  // Details may be of any size; a model does without them when they are large.
  const details = tidy(shape.details, 1_000);
  const kept = details !== undefined && wireBytes(details) < answerBytes / 4 ? { details } : {};
  const text = `${code}: ${message}${hint ? `\nhint: ${hint}` : ""}`;
  return {
    isError: true,
    content: [{ type: "text", text }],
    structuredContent: { error: { code, message, ...(hint && { hint }), ...kept } },
  };
}
