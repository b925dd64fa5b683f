import { expect } from "vitest";

/** The one line of JSON that was printed. */
export function oneLine(text: string): Record<string, never> {
  expect(text).toMatch(/^[^\n]+\n$/);
  return JSON.parse(text) as Record<string, never>;
}
