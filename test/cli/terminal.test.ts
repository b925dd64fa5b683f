import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clean, cleanLine } from "../../runner/cli/terminal/clean.ts";
import { LineCleaner } from "../../runner/cli/terminal/line-cleaner.ts";
import { isNarrowLocale, toAscii } from "../../runner/cli/terminal/terminal.ts";
import { cut, cutStart, fit, textWidth, wrap } from "../../runner/cli/terminal/width.ts";
import { formatCost, formatCount, formatDuration, formatRelative, formatSize } from "../../shared/units.ts";
import { shortIds } from "../../runner/cli/render/short-id.ts";

test("sequences go, the text around them stays", () => {
  expect(clean("a\u001B[1;31mb\u001B[0mc")).toBe("abc");
  expect(clean("a\u001B]0;title\u0007b\u001B]8;;x\u001B\\c")).toBe("abc");
  expect(clean("a\u001BPq#0\u001B\\b")).toBe("ab");
  expect(clean("a\u001B]never ends\nnext")).toBe("a\nnext");
  expect(clean("50%\r100%\r\nx\ty")).toBe("50%\n100%\nx    y");
  expect(clean("\u202Eabc\u202C\u200B\uFEFF")).toBe("abc");
  expect(cleanLine(" a\n\n b ")).toBe("a b");
});

test("nested and cut sequences leave no escape behind", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("\u001B", "[", "]", "31m", "\u009B", "P", "\\", "\u0007", "a", "\n", "\u001B[", " "), {
        maxLength: 40,
      }),
      (parts) => {
        // oxlint-disable-next-line no-control-regex -- the point of the test
        expect(clean(parts.join(""))).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a stream cleaned in any pieces is the stream cleaned at once", () => {
  const text = "one \u001B[31mred\u001B[0m\ntwo \u001B]0;x\u0007\nthree";
  for (let at = 0; at <= text.length; at += 1) {
    const cleaner = new LineCleaner();
    const shown = cleaner.push(text.slice(0, at)) + cleaner.push(text.slice(at)) + cleaner.end();
    expect(shown).toBe("one red\ntwo \nthree\n");
  }
});

test("cutting counts columns, not characters, and never splits one", () => {
  expect(cut("表の幅は二倍", 7)).toBe("表の幅…");
  expect(cutStart("/srv/表の幅/x", 7)).toBe("…の幅/x");
  expect(fit("é", 3)).toBe("é  ");
  expect(fit("7", 3, { align: "right" })).toBe("  7");
  expect(cut("👩‍👩‍👧‍👦 family", 3)).toBe("👩‍👩‍👧‍👦…");
  expect(wrap("a long line of words", 8)).toEqual(["a long", "line of", "words"]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const line = cleanLine(text);
      expect(textWidth(cut(line, width))).toBeLessThanOrEqual(width);
      expect(textWidth(fit(line, width))).toBe(width);
    }),
  );
});

test("a locale that cannot show a symbol gets another", () => {
  expect(isNarrowLocale({ LANG: "C" })).toBe(true);
  expect(isNarrowLocale({ LC_ALL: "de_DE.ISO-8859-1", LANG: "en_US.UTF-8" })).toBe(true);
  expect(isNarrowLocale({ LANG: "C.UTF-8" })).toBe(false);
  expect(isNarrowLocale({})).toBe(false);
  expect(toAscii("✓ ok … 表\n")).toBe("+ ok ~ ?\n");
});

test("quantities read as people write them", () => {
  expect([400, 9_900, 42_000, 134_000, 3_734_000, 273_600_000].map(formatDuration)).toEqual([
    "0.4 s",
    "9.9 s",
    "42 s",
    "2:14",
    "1:02:14",
    "3 d 4 h",
  ]);
  expect([999, 1_000, 45_200, 12_000_000].map(formatSize)).toEqual(["999 B", "1.0 kB", "45 kB", "12 MB"]);
  expect([812, 45_200, 1_300_000].map(formatCount)).toEqual(["812", "45.2k", "1.3M"]);
  expect([null, 0, 0.004, 0.84].map(formatCost)).toEqual(["cost unknown", "$0.00", "<$0.01", "$0.84"]);
  const now = Date.UTC(2026, 4, 4);
  expect([0, 240_000, 7_200_000, -7_200_000, 3 * 86_400_000].map((ago) => formatRelative(now - ago, now))).toEqual([
    "just now",
    "4 min ago",
    "2 h ago",
    "in 2 h",
    "3 d ago",
  ]);
});

test("short ids grow until they tell a list apart", () => {
  const short = shortIds(["thr_aaaa111111", "thr_bbbb111111", "thr_cccc222222"]);
  expect(short("thr_aaaa111111")).toBe("a111111");
});
