/**
 * Checks for the little that this extension wrote down itself, or that a person wrote into the settings. Schemas do the same and
 * more, but are only loaded when something comes from a runner or a webview: they would be most of what activation costs.
 */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
