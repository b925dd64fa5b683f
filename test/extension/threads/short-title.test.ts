import { expect, test } from "vitest";
import { columnsOf, shortTitle } from "../../../extension/common/short-title.ts";

test.each([
  ["Fix CI on main", 22, "Fix CI on main"],
  ["Cache invalidation for user updates", 22, "Cache invalidation…"],
  ["Cache invalidation for user updates", 23, "Cache invalidation for…"],
  ["Retry queue, drops jobs that come late", 14, "Retry queue…"],
  ["ReplaceTheHandWrittenParserOfTheConfiguration", 22, "ReplaceTheHandWritten…"],
  ["設定ファイルの読み込みを直す", 12, "設定ファイ…"],
  ["🚀🚀🚀🚀🚀🚀🚀🚀", 9, "🚀🚀🚀🚀…"],
  ["👩‍👩‍👧‍👦 family of four people", 10, "👩‍👩‍👧‍👦 family…"],
])("%s in %i columns", (line, columns, short) => {
  expect(shortTitle(line, columns)).toBe(short);
  expect(columnsOf(short)).toBeLessThanOrEqual(columns);
});
