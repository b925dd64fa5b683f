import { formatKeyPath, type KeyPath } from "../key-path.ts";
import type { ConfigNotice, ConfigProblem, Locator } from "../problem.ts";
import { fileSchema } from "../schema/file.ts";
import { keysAt } from "../schema/keys.ts";
import { addAgents } from "./agents.ts";
import { asMap, isAncestorFile } from "./detect.ts";
import { setAt, valueAt } from "./place.ts";
import { rules } from "./rules.ts";

export interface Translated {
  data: Record<string, unknown>;
  locate: Locator;
  notices: ConfigNotice[];
  /** The problem with the path that the file itself uses. */
  rename: (problem: ConfigProblem) => ConfigProblem;
}

interface Translation {
  data: Record<string, unknown>;
  locate: Locator;
  notices: ConfigNotice[];
  /** From formatted paths of Spool's shape to where the value stands in the file. */
  origins: Map<string, KeyPath>;
  /** Values that give way to what the file says under the key's own name. */
  moved: { from: KeyPath; to: KeyPath; value: unknown; notice: ConfigNotice | undefined }[];
}

/** A file of the ancestor in Spool's shape, with a notice for each key that means something else; any other as it is. */
export function readAncestor(data: Record<string, unknown>, locate: Locator, path: string): Translated {
  if (!isAncestorFile(data, path)) return { data, locate, notices: [], rename: (problem) => problem };
  const empty = Object.create(null) as Record<string, unknown>;
  const translation: Translation = { data: empty, locate, notices: [], origins: new Map(), moved: [] };
  translate(data, [], translation);
  for (const { from, to, value, notice } of translation.moved) {
    if (valueAt(translation.data, to) === undefined) {
      put(translation, from, to, value);
      if (notice) translation.notices.push(notice);
    } else {
      const message = `${formatKeyPath(to)} is there too and counts`;
      translation.notices.push({ ...locate(from, "key"), path: formatKeyPath(from), kind: "ignored", message });
    }
  }
  const places = addAgents(translation.data);
  for (const place of places) translation.origins.set(formatKeyPath(place), ["agent", "default"]);
  return {
    data: translation.data,
    locate: (where, at) => locate(originOf(where, translation.origins), at),
    notices: translation.notices.toSorted((one, other) => one.line - other.line || one.column - other.column),
    rename: (problem) => ({ ...problem, path: renamed(problem.path, translation.origins) }),
  };
}

function translate(
  value: unknown,
  path: KeyPath,
  translation: Translation,
  siblings: Readonly<Record<string, unknown>> = {},
): void {
  // The ancestor took an empty key for an absent one.
  if (value === null) return;
  const outcome = rules[pattern(path)]?.(value, path, siblings);
  if (outcome) {
    const place = translation.locate(path, "key");
    const notice = outcome.notice && { ...place, path: formatKeyPath(path), ...outcome.notice };
    if (outcome.to && formatKeyPath(outcome.to.path) !== formatKeyPath(path)) {
      translation.moved.push({ from: path, to: outcome.to.path, value: outcome.to.value, notice });
      return;
    }
    if (notice) translation.notices.push(notice);
    if (outcome.to) put(translation, path, outcome.to.path, outcome.to.value);
    return;
  }
  if (Array.isArray(value) && pattern(path) === "projects") {
    put(translation, path, path, []);
    for (const [index, item] of value.entries()) translate(item, [...path, index], translation);
  } else if (typeof value === "object" && !Array.isArray(value)) {
    if (path.length > 0 && !ownedByAncestor(path)) put(translation, path, path, Object.create(null));
    for (const [key, inner] of Object.entries(value)) translateKey(inner, [...path, key], translation, asMap(value));
  } else put(translation, path, path, value);
}

function translateKey(
  value: unknown,
  path: KeyPath,
  translation: Translation,
  siblings: Readonly<Record<string, unknown>>,
): void {
  const name = pattern(path);
  const isType = /^projects\[\]\.job_types\.<name>$/.test(name);
  const { here } = keysAt(fileSchema, path.slice(0, -1), undefined);
  if (isType || name in rules || ownedByAncestor(path) || here.includes(String(path.at(-1)))) {
    translate(value, path, translation, siblings);
    return;
  }
  const place = translation.locate(path, "key");
  translation.notices.push({ ...place, path: formatKeyPath(path), kind: "ignored", message: "Spool has no such key" });
}

/** Sections that only the ancestor has, whose keys are mapped one by one. */
function ownedByAncestor(path: KeyPath): boolean {
  return path.length === 1 && ["webhook", "storage", "agent"].includes(String(path[0]));
}

function put(translation: Translation, from: KeyPath, to: KeyPath, value: unknown): void {
  setAt(translation.data, to, value);
  if (formatKeyPath(from) !== formatKeyPath(to)) translation.origins.set(formatKeyPath(to), from);
}

/** `projects[].job_types.<name>.agent` for `projects[0].job_types.fix.agent`. */
function pattern(path: KeyPath): string {
  let text = "";
  for (const [index, part] of path.entries()) {
    if (typeof part === "number") text += "[]";
    else if (path[index - 1] === "job_types" && index === 3) text += ".<name>";
    else text += index === 0 ? part : `.${part}`;
  }
  return text;
}

function originOf(path: KeyPath, origins: ReadonlyMap<string, KeyPath>): KeyPath {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(formatKeyPath(path.slice(0, length)));
    if (origin) return [...origin, ...path.slice(length)];
  }
  return path;
}

function renamed(path: string, origins: ReadonlyMap<string, KeyPath>): string {
  for (const [to, from] of origins) {
    if (path === to || path.startsWith(`${to}.`) || path.startsWith(`${to}[`)) {
      return formatKeyPath(from) + path.slice(to.length);
    }
  }
  return path;
}
