import { expect, test } from "vitest";
import { plainLine } from "../../extension/common/plain-line.ts";

test.each([
  ["two\r\nlines\tand  more ", "two lines and more"],
  ["\u001b[31mred\u001b[0m \u001b]0;title\u0007text", "red text"],
  ["file\u202etxt.exe\u202c", "filetxt.exe"],
  ["\u2066\u200b\u3164\u00ad", ""],
  ["a family 👨‍👩‍👧", "a family 👨‍👩‍👧"],
])("%j is shown as %j", (text, shown) => {
  expect(plainLine(text)).toBe(shown);
});

test("a long text is cut at whole characters, without being read to its end", () => {
  expect(plainLine("x".repeat(10_000_000), 10)).toBe("xxxxxxxxx…");
  expect(plainLine("12345678😀90", 10)).toBe("12345678…");
});
