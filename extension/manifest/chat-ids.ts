/** Under which the runners offer their MCP servers to VS Code. Apart from the tools' schemas, which only the manifest needs. */
export const mcpProviderId = "spool.runners";
