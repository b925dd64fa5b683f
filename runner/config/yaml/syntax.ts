import type { ErrorCode } from "yaml";

/**
 * What the parser's complaints mean, in our words. Its own messages quote the source, and the source may hold a secret
 * that somebody typed in the wrong place.
 */
const meanings: Record<ErrorCode, string> = {
  ALIAS_PROPS: "an alias (*name) takes no anchor or tag of its own",
  BAD_ALIAS: "an alias needs a name: *name",
  BAD_COLLECTION_TYPE: "this tag does not fit what it stands before",
  BAD_DIRECTIVE: "unknown % directive",
  BAD_DQ_ESCAPE: "unknown escape in double quotes; use single quotes to keep a backslash as it is",
  BAD_INDENT: "wrong indentation, or a bracket or brace that is never closed",
  BAD_PROP_ORDER: "anchors and tags stand before the value",
  BAD_SCALAR_START: "text cannot start with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a map or list cannot start here; put it on its own line, indented, or put the text in quotes",
  BLOCK_IN_FLOW: "no indented blocks inside [ ] or { }",
  DUPLICATE_KEY: "this key stands twice in the same map",
  IMPOSSIBLE: "not YAML",
  KEY_OVER_1024_CHARS: "this key is too long",
  MISSING_CHAR: "something is missing here: a closing quote, bracket or brace, a comma, a space or a colon",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line and end with a colon",
  MULTIPLE_ANCHORS: "more than one anchor",
  MULTIPLE_DOCS: "a second document starts here (---); a configuration is one document",
  MULTIPLE_TAGS: "more than one tag",
  NON_STRING_KEY: "a key must be text",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab cannot indent; use spaces",
  TAG_RESOLVE_FAILED: "this tag is unknown or does not fit its value",
  UNEXPECTED_TOKEN: "this does not belong here",
};

export function syntaxMessage(code: ErrorCode): string {
  return `YAML syntax: ${meanings[code]}`;
}
