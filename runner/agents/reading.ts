/** A JSON object from outside: read only through the functions below, which look at own properties and trust no type. */
export type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Undefined for everything that is not a JSON object, cut lines included. */
export function parseObject(line: string): Fields | undefined {
  try {
    return fields(JSON.parse(line));
  } catch {
    // Agents print banners and half lines; the caller decides whether that is worth a warning.
    return undefined;
  }
}

/** The value behind a path of own properties: `__proto__` and inherited names lead nowhere. */
export function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) {
    const object = fields(here);
    if (!object || !Object.hasOwn(object, key)) return undefined;
    here = object[key];
  }
  return here;
}

export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** An id that is to be remembered; no vendor's is longer than this. */
export function idAt(value: unknown, ...path: string[]): string | undefined {
  const found = textAt(value, ...path);
  return found !== undefined && found.length <= 300 ? found : undefined;
}

/** Finite numbers only: JSON knows 1e999. */
export function numberAt(value: unknown, ...path: string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** A count that is never negative. */
export function countAt(value: unknown, ...path: string[]): number {
  return Math.max(0, numberAt(value, ...path) ?? 0);
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsOf(values: unknown[]): string[] {
  return values.filter((value) => typeof value === "string");
}

/** JSON text, or undefined where the value nests deeper than the stack. */
export function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // RangeError on hostile nesting: JSON.parse accepts what JSON.stringify cannot walk.
    return undefined;
  }
}
