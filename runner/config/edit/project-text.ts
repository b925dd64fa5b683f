import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parseDocument, stringify, type Document, type YAMLSeq } from "yaml";
import { SpoolError } from "../../../shared/errors.ts";
import type { ProjectInput } from "../schema/project.ts";

/** Callers have read the text with our own limit on aliases. */
const unlimited = { maxAliasCount: -1 };

/**
 * The text with one project more, as the last one. The document is not written out again, which would move comments and
 * spaces: the lines are put in, and the document decides only where, and whether the result means what it should.
 */
export function withProject(text: string, project: ProjectInput): string {
  const document = parseDocument(text);
  const wanted = (document.toJS(unlimited) ?? {}) as Record<string, unknown>;
  const added = plainProject(project);
  const before = Array.isArray(wanted["projects"]) ? (wanted["projects"] as unknown[]) : [];
  wanted["projects"] = [...before, added];
  const spliced = addLines(text, document, added);
  if (spliced !== undefined && means(spliced, wanted)) return spliced;
  // Lists in brackets and other rare forms: rewritten by the library, which keeps comments but not every space.
  if (isSeq(document.get("projects"))) document.addIn(["projects"], document.createNode(added));
  else document.set("projects", document.createNode([added]));
  return document.toString({ lineWidth: 0 });
}

export function withoutProject(text: string, index: number): string {
  const document = parseDocument(text);
  const wanted = document.toJS(unlimited) as { projects: unknown[] };
  wanted.projects = wanted.projects.toSpliced(index, 1);
  const spliced = removeLines(text, document, index);
  if (spliced !== undefined && means(spliced, wanted)) return spliced;
  document.deleteIn(["projects", index]);
  try {
    return document.toString({ lineWidth: 0 });
  } catch (error) {
    // The library writes no alias whose anchor is gone.
    throw new SpoolError("conflict", "other parts of the file refer to this project (an alias, *name)", {
      cause: error,
      hint: "take the project out by hand",
    });
  }
}

function means(text: string, wanted: object): boolean {
  const document = parseDocument(text);
  if (document.errors.length > 0) return false;
  try {
    return isDeepStrictEqual(document.toJS(unlimited), wanted);
  } catch (error) {
    // An alias that lost its anchor.
    if (error instanceof ReferenceError) return false;
    throw error;
  }
}

function plainProject(project: ProjectInput): Record<string, unknown> {
  return JSON.parse(JSON.stringify(project)) as Record<string, unknown>;
}

function addLines(text: string, document: Document.Parsed, project: object): string | undefined {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const item = stringify([project], { lineWidth: 0 }).trimEnd().split("\n");
  const write = (indent: string): string => item.map((line) => `${indent}${line}`.trimEnd() + newline).join("");
  const list = document.get("projects");
  if (!document.has("projects")) {
    return `${endLine(text, newline)}${text.trim() === "" ? "" : newline}projects:${newline}${write("  ")}`;
  }
  if (!isSeq(list) || list.range == null) return undefined;
  if (list.items.length === 0) return replaceEmpty(text, list, `${newline}${write("  ")}`);
  if (list.flow === true) return undefined;
  const dash = list.range[0];
  const indent = text.slice(text.lastIndexOf("\n", dash - 1) + 1, dash);
  if (!/^ *$/.test(indent)) return undefined;
  const end = lineEnd(text, lastOffset(list.items.at(-1)));
  return `${endLine(text.slice(0, end), newline)}${write(indent)}${text.slice(end)}`;
}

/** `projects: []`, whatever stands behind it on its line. */
function replaceEmpty(text: string, list: YAMLSeq, lines: string): string | undefined {
  if (list.range == null) return undefined;
  const [start, end] = list.range;
  const rest = text.slice(end, lineEnd(text, end)).trim();
  if (rest !== "" && !rest.startsWith("#")) return undefined;
  const comment = rest === "" ? "" : ` ${rest}`;
  return text.slice(0, start).trimEnd() + comment + lines + text.slice(lineEnd(text, end));
}

function removeLines(text: string, document: Document.Parsed, index: number): string | undefined {
  const list = document.get("projects");
  if (!isSeq(list) || list.range == null || list.flow === true) return undefined;
  const item = list.items[index];
  if (!isMap(item) || item.range == null) return undefined;
  const start = text.lastIndexOf("\n", item.range[0] - 1) + 1;
  if (!/^ *- +$/.test(text.slice(start, item.range[0]))) return undefined;
  const end = lineEnd(text, lastOffset(item));
  const rest = text.slice(0, start) + text.slice(end);
  if (list.items.length > 1) return rest;
  const key =
    isMap(document.contents) &&
    document.contents.items.find((pair) => isScalar(pair.key) && pair.key.value === "projects")?.key;
  if (!isScalar(key) || key.range == null) return undefined;
  const colon = text.indexOf(":", key.range[1]);
  return `${rest.slice(0, colon + 1)} []${rest.slice(colon + 1)}`;
}

function lastOffset(node: unknown): number {
  const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
  return range?.[1] ?? 0;
}

/** Offset behind the line that holds the last character before `offset`. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", text[offset - 1] === "\n" ? offset - 1 : offset);
  return newline < 0 ? text.length : newline + 1;
}

function endLine(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : text + newline;
}
