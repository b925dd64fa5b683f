import * as vscode from "vscode";
import type { ChatToolName } from "../../common/chat/inputs.ts";
import { mcpProviderId } from "../../manifest/chat-ids.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import { SpoolTool } from "./language-model-tool.ts";
import { McpServers } from "./mcp-servers.ts";

const invocations: Record<ChatToolName, string> = {
  spool_list_threads: "Listing Spool's threads",
  spool_get_thread: "Looking at a Spool thread",
  spool_start_thread: "Starting a Spool thread",
  spool_continue_thread: "Continuing a Spool thread",
};

/** What VS Code's own chat can do with the runners: Spool's tools, and the runners' own as MCP servers. */
export function registerChat(runners: Runners): vscode.Disposable {
  const owned = new Disposables();
  for (const name of Object.keys(invocations) as ChatToolName[]) {
    owned.add(vscode.lm.registerTool(name, new SpoolTool(runners, name, invocations[name])));
  }
  const servers = owned.add(new McpServers(runners));
  owned.add(vscode.lm.registerMcpServerDefinitionProvider(mcpProviderId, servers));
  return owned;
}
