import type { KeyPath } from "../key-path.ts";

type Container = Record<string | number, unknown>;

export function valueAt(data: unknown, path: KeyPath): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Container)[part];
  }
  return value;
}

/** Sets a value deep inside, making the maps on the way. */
export function setAt(data: Container, path: KeyPath, value: unknown): void {
  let container = data;
  for (const part of path.slice(0, -1)) {
    const inner = container[part];
    if (typeof inner === "object" && inner !== null) container = inner as Container;
    else {
      const made = Object.create(null) as Container;
      container[part] = made;
      container = made;
    }
  }
  const last = path.at(-1);
  if (last !== undefined) container[last] = value;
}
