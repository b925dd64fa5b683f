import { expect, test } from "vitest";
import { renderPreflight } from "../../runner/cli/render/preflight.ts";
import { noPaint } from "../../runner/cli/terminal/style.ts";
import { textWidth } from "../../runner/cli/terminal/width.ts";
import type { PreflightFinding } from "../../shared/model/preflight.ts";

const finding: PreflightFinding = {
  rule: "secret",
  severity: "hard",
  commit: "1234567890123456789012345678901234567890",
  path: `${"deep/".repeat(30)}日本語/settings.yaml`,
  line: 1_234,
  place: "content",
  detail: "google_oauth_client_secret\u001b[31m",
  preview: "GOCS…",
  fingerprint: "0123456789abcdef01",
};

test.each([80, 120])("findings fit into %i columns, with nothing in them that acts on a terminal", (columns) => {
  const report = { commits: 2, files: 3, bytes: 4_000, durationMs: 50, truncated: true };
  const message = {
    ...finding,
    rule: "author" as const,
    place: "identity" as const,
    path: null,
    line: null,
    fingerprint: null,
  };
  const text = renderPreflight(
    { ok: false, unable: null, range: "main..HEAD", author: null, report: { ...report, findings: [finding, message] } },
    { columns, paint: noPaint },
  );
  expect(text).not.toContain("\u001b");
  for (const line of text.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(columns);
  expect(text).toContain("settings.yaml:1234");
  expect(text).toContain("2 findings, and there are more");
});
