import * as z from "zod";
import type { KeyPath } from "../key-path.ts";

/** Every key of a schema, in its order: `projects[].worktrees.pool`, `agents.<name>.model`. */
export function listKeys(schema: z.ZodType, prefix = ""): string[] {
  const found = new Set<string>();
  for (const shape of shapes(schema)) {
    for (const [key, child] of Object.entries(shape)) {
      const path = prefix === "" ? key : `${prefix}.${key}`;
      found.add(path);
      for (const deeper of listKeys(child, path)) found.add(deeper);
    }
  }
  const element = elementOf(schema);
  if (element) for (const deeper of listKeys(element, `${prefix}[]`)) found.add(deeper);
  const value = valueOf(schema);
  if (value) {
    found.add(`${prefix}.<name>`);
    for (const deeper of listKeys(value, `${prefix}.<name>`)) found.add(deeper);
  }
  return [...found];
}

/**
 * The keys that a map at this path may have. Of maps in several forms (agents, by adapter) the form that the data
 * chose is `here`, the keys of the others are `elsewhere` with the form they belong to.
 */
export function keysAt(
  schema: z.ZodType,
  path: KeyPath,
  data: unknown,
): { here: string[]; elsewhere: ReadonlyMap<string, string> } {
  let candidates = [unwrap(schema)];
  for (const part of path) {
    candidates = candidates.flatMap((candidate) => step(candidate, part)).map(unwrap);
  }
  const here = new Set<string>();
  const elsewhere = new Map<string, string>();
  for (const candidate of candidates) {
    if (candidate instanceof z.ZodDiscriminatedUnion) {
      const discriminator = candidate.def.discriminator;
      const chosen = fieldOf(data, discriminator);
      for (const option of candidate.options) {
        const shape = shapes(option as z.ZodType)[0] ?? {};
        const form = literalOf(shape[discriminator]);
        for (const key of Object.keys(shape)) {
          if (form === chosen) here.add(key);
          else if (form !== undefined) elsewhere.set(key, form);
        }
      }
    } else for (const shape of shapes(candidate)) for (const key of Object.keys(shape)) here.add(key);
  }
  return { here: [...here], elsewhere };
}

function step(schema: z.ZodType, part: string | number): z.ZodType[] {
  const own = shapes(schema).flatMap((shape) => {
    const child = typeof part === "string" && Object.hasOwn(shape, part) ? shape[part] : undefined;
    return child ? [child] : [];
  });
  const inner = typeof part === "number" ? elementOf(schema) : valueOf(schema);
  return inner ? [...own, inner] : own;
}

function shapes(schema: z.ZodType): Record<string, z.ZodType>[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return [inner.shape];
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => shapes(option as z.ZodType));
  return [];
}

function elementOf(schema: z.ZodType): z.ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  if (inner instanceof z.ZodUnion) {
    return inner.options.map((option) => elementOf(option as z.ZodType)).find((element) => element !== undefined);
  }
  return undefined;
}

function valueOf(schema: z.ZodType): z.ZodType | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodRecord ? (inner.valueType as z.ZodType) : undefined;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in as z.ZodType) : schema;
}

function literalOf(schema: z.ZodType | undefined): string | undefined {
  return schema instanceof z.ZodLiteral ? String(schema.value) : undefined;
}

function fieldOf(data: unknown, key: string): unknown {
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>)[key] : undefined;
}
