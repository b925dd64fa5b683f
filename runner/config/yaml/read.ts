import { LineCounter, parseDocument, type Document } from "yaml";
import { formatKeyPath, type KeyPath } from "../key-path.ts";
import type { ConfigProblem, Locator, Position } from "../problem.ts";
import { syntaxMessage } from "./syntax.ts";
import { toData, type Places } from "./data.ts";

export type ReadYaml =
  | { ok: true; data: Record<string, unknown>; locate: Locator }
  | { ok: false; problems: ConfigProblem[] };

/** The text of one YAML document whose root is a map, as plain data (maps without a prototype) with positions. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    // Doubles are found by `toData`: the parser compares every key with every other one.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    // The parser descends into brackets by recursion; some depth is too much for any stack.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problems: [{ line: 0, column: 0, path: "", message: syntaxMessage("RESOURCE_EXHAUSTION") }] };
  }
  const at = (offset: number): Position => {
    const position = lines.linePos(offset);
    return { line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    return {
      ok: false,
      problems: complaints.map((error) => problemAt(at(error.pos[0]), [], syntaxMessage(error.code))),
    };
  }
  const read = toData(document);
  if (read.problems.length > 0) {
    return {
      ok: false,
      problems: read.problems.map(({ offset, path, message }) => problemAt(at(offset), path, message)),
    };
  }
  return { ok: true, data: read.data, locate: locator(read.places, at) };
}

function problemAt({ line, column }: Position, path: KeyPath, message: string): ConfigProblem {
  return { line, column, path: formatKeyPath(path), message };
}

function locator(places: Places, at: (offset: number) => Position): Locator {
  return (path: KeyPath, which: "key" | "value"): Position => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(formatKeyPath(path.slice(0, length)));
      // Of something that is missing, the key of the map it is missing from says more than the map's first line.
      if (place) return at(which === "value" && length === path.length ? place.value : place.key);
    }
    return { line: 1, column: 1 };
  };
}
