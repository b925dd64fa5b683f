import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import { formatKeyPath, type KeyPath } from "../key-path.ts";

/** Offsets of keys and values by formatted path; in a list, the key of an element is the element. */
export type Places = Map<string, { key: number; value: number }>;

interface DataProblem {
  offset: number;
  path: KeyPath;
  message: string;
}

/** Enough for any hand-written file; what needs more is a mistake or an attack on the reader's memory. */
const deepest = 40;
/** Values reached through aliases: ten lines of aliases can stand for billions of values. */
const mostThroughAliases = 5000;

interface Walk {
  anchors: Map<string, Node>;
  places: Places;
  problems: DataProblem[];
  throughAliases: number;
}

/** The document as plain data. Maps have no prototype, so that no key of the file can reach one. */
export function toData(document: Document.Parsed): {
  data: Record<string, unknown>;
  places: Places;
  problems: DataProblem[];
} {
  const walk: Walk = { anchors: new Map(), places: new Map(), problems: [], throughAliases: 0 };
  const root = document.contents;
  const empty = Object.create(null) as Record<string, unknown>;
  if (root === null || (isScalar(root) && root.value === null)) {
    walk.problems.push({ offset: 0, path: [], message: "the file is empty; a configuration is a map of keys" });
  } else if (!isMap(root)) {
    const message = `a configuration is a map of keys; this is ${isSeq(root) ? "a list" : "a single value"}`;
    walk.problems.push({ offset: root.range[0], path: [], message });
  } else {
    walk.places.set("", { key: root.range[0], value: root.range[0] });
    return { data: mapData(root, [], walk, []), places: walk.places, problems: walk.problems };
  }
  return { data: empty, places: walk.places, problems: walk.problems };
}

function nodeData(node: Node | null, path: KeyPath, walk: Walk, aliases: readonly Node[]): unknown {
  if (node === null) return null;
  const offset = node.range?.[0] ?? 0;
  if (path.length > deepest) return problem(walk, offset, path.slice(0, 3), "nested too deeply");
  if (aliases.length > 0) {
    walk.throughAliases++;
    if (walk.throughAliases === mostThroughAliases) {
      problem(walk, offset, path, `aliases stand for more than ${mostThroughAliases} values`);
    }
    if (walk.throughAliases >= mostThroughAliases) return null;
  }
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target === undefined) return problem(walk, offset, path, "this alias has no anchor (&name) before it");
    if (aliases.includes(target)) return problem(walk, offset, path, "this alias stands inside what it stands for");
    return nodeData(target, path, walk, [...aliases, target]);
  }
  // Inside an alias the anchors were seen already; again, they could undo a later one of the same name.
  if (aliases.length === 0 && "anchor" in node && typeof node.anchor === "string") walk.anchors.set(node.anchor, node);
  if (isMap(node)) return mapData(node, path, walk, aliases);
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const child = item as Node | null;
      const place = [...path, index];
      const start = child?.range?.[0] ?? offset;
      setPlace(walk, place, start, start);
      return nodeData(child, place, walk, aliases);
    });
  }
  const { value } = node as { value?: unknown };
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) {
    return problem(walk, offset, path, "the text holds a character that no text has");
  }
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  return problem(walk, offset, path, "values of this kind have no use here; write text, numbers, true or false");
}

function mapData(map: YAMLMap, path: KeyPath, walk: Walk, aliases: readonly Node[]): Record<string, unknown> {
  const data = Object.create(null) as Record<string, unknown>;
  const firsts = new Set<string>();
  const merges: Node[] = [];
  for (const pair of map.items as Pair<Node | null, Node | null>[]) {
    const offset = pair.key?.range?.[0] ?? map.range?.[0] ?? 0;
    const key = keyText(pair.key);
    if (key === undefined) {
      problem(walk, offset, path, "a key must be a word or a number");
      continue;
    }
    const place = [...path, key];
    if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN" && pair.value !== null) {
      merges.push(pair.value);
      continue;
    }
    if (key in {}) {
      problem(walk, offset, place, "this name is reserved");
      continue;
    }
    if (firsts.has(key)) {
      problem(walk, offset, place, "this key stands twice in the same map");
      continue;
    }
    firsts.add(key);
    setPlace(walk, place, offset, pair.value?.range?.[0] ?? offset);
    data[key] = nodeData(pair.value, place, walk, aliases);
  }
  for (const merge of merges) mergeInto(data, merge, path, walk, aliases);
  return data;
}

/** `<<: *base` and `<<: [*one, *two]`: keys that the map does not have itself; of several, the first wins. */
function mergeInto(
  data: Record<string, unknown>,
  source: Node,
  path: KeyPath,
  walk: Walk,
  aliases: readonly Node[],
): void {
  const merged = nodeData(source, path, walk, aliases);
  for (const part of Array.isArray(merged) ? merged : [merged]) {
    if (typeof part !== "object" || part === null || Array.isArray(part)) {
      problem(walk, source.range?.[0] ?? 0, path, "<< takes a map or a list of maps");
      return;
    }
    for (const [key, value] of Object.entries(part)) if (!(key in data)) data[key] = value;
  }
}

/** The first place counts: what a map says itself is walked before what it merges in. */
function setPlace(walk: Walk, path: KeyPath, key: number, value: number): void {
  const name = formatKeyPath(path);
  if (!walk.places.has(name)) walk.places.set(name, { key, value });
}

function keyText(key: Node | null): string | undefined {
  if (!isScalar(key)) return undefined;
  const { value } = key;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function problem(walk: Walk, offset: number, path: KeyPath, message: string): null {
  walk.problems.push({ offset, path, message });
  return null;
}
