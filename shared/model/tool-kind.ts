/** What a tool of an agent does, whatever its vendor calls it. Closed: screens and adapters know these and no others. */
export const toolKinds = [
  "read",
  "edit",
  "delete",
  "move",
  "search",
  "execute",
  "fetch",
  "think",
  "delegate",
  "other",
] as const;
export type ToolKind = (typeof toolKinds)[number];
