import { expect, test } from "vitest";
import { decide } from "../../../runner/gates/permissions/judge.ts";
import { fitsHost, fitsPath, fitsWord } from "../../../runner/gates/permissions/pattern.ts";
import { permissionRules } from "../../../shared/model/permissions.ts";

test.each([
  ["src/a.ts", "src/a.ts", true],
  ["src/a.ts", "src/A.ts", false],
  ["src/*", "src/a.ts", true],
  ["src/*", "src/.env", true],
  ["src/*", "src/a/b.ts", false],
  ["src/**", "src/a/b.ts", true],
  ["src/**", "src", true],
  ["**/*.ts", "a.ts", true],
  ["**/*.ts", "x/y/a.ts", true],
  ["**/*.ts", "x/y/a.tsx", false],
  ["**", "/etc/passwd", true],
  ["/etc/**", "/etc/passwd", true],
  ["etc/**", "/etc/passwd", false],
  ["src/**/test/*", "src/test/x", true],
  ["src/**/test/*", "src/a/b/test/x", true],
  ["*.ts", "src/a.ts", false],
  ["ä*", "äöü", true],
  ["a\u0301", "\u00E1", false],
])("path %s, %s: %s", (pattern, path, fits) => {
  expect(fitsPath(pattern, path)).toBe(fits);
});

test.each([
  ["example.com", "example.com", true],
  ["example.com", "EXAMPLE.com.", true],
  ["example.com", "a.example.com", false],
  ["example.com", "example.com.evil.test", false],
  ["*.example.com", "a.b.example.com", true],
  ["*.example.com", "example.com", false],
  ["*.example.com", "evilexample.com", false],
])("host %s, %s: %s", (pattern, host, fits) => {
  expect(fitsHost(pattern, host)).toBe(fits);
});

test("a word with many stars is compared without going back", () => {
  expect(fitsWord("*a*b*c", "xaybzc")).toBe(true);
  expect(fitsWord("a*a", "a")).toBe(false);
  expect(fitsWord(`${"*a".repeat(500)}b`, "a".repeat(100_000))).toBe(false);
  expect(fitsPath("**/a/".repeat(200) + "b", "a/".repeat(2_000) + "c")).toBe(false);
});

const policy = permissionRules.parse({
  rules: [
    { tool: "edit", path: "secrets/**", answer: "deny" },
    { tool: "edit", path: "src/**", answer: "allow" },
    { tool: "fetch", host: "*.example.com", answer: "allow" },
    { tool: "fetch", answer: "deny" },
    { command: "npm test", answer: "allow" },
  ],
});

function answer(
  use: { tool: "edit" | "fetch" | "read" | "other"; paths?: string[]; hosts?: string[] },
  isAsked = true,
) {
  return decide(policy, { title: "x", paths: [], hosts: [], ...use }, isAsked).answer;
}

test("all of a tool's paths must be allowed, and one that is forbidden is enough", () => {
  expect(answer({ tool: "edit", paths: ["src/a.ts"] })).toBe("allow");
  expect(answer({ tool: "edit", paths: ["src/a.ts", "src/b/c.ts"] })).toBe("allow");
  expect(answer({ tool: "edit", paths: ["src/a.ts", "docs/x.md"] })).toBe("ask");
  expect(answer({ tool: "edit", paths: ["src/a.ts", "secrets/x"] })).toBe("deny");
  expect(answer({ tool: "edit", paths: [] })).toBe("ask");
  expect(answer({ tool: "read", paths: ["secrets/x"] })).toBe("ask");
  expect(answer({ tool: "edit", paths: ["docs/x.md"] }, false)).toBe("pass");
  expect(answer({ tool: "edit", paths: ["secrets/x"] }, false)).toBe("deny");
});

test("hosts are for tools that reach one", () => {
  expect(answer({ tool: "fetch", hosts: ["api.example.com"] })).toBe("allow");
  expect(answer({ tool: "fetch", hosts: ["api.example.com", "evil.test"] })).toBe("deny");
  expect(answer({ tool: "fetch" }, false)).toBe("deny");
});
