import { stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packExtension } from "../../.dev/pack-extension.ts";
import { packRunner } from "../../.dev/pack-runner.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { zipNames } from "./zip-names.ts";

const folder = await temporaryDirectory();
const vsix = join(folder.path, "spool.vsix");
const tarball = join(folder.path, "spool.tgz");

beforeAll(() => Promise.all([packExtension(vsix), packRunner(tarball)]));
afterAll(() => folder[Symbol.asyncDispose]());

/** Chunks of runner and extension are named by their content. */
function withoutHashes(names: string[]): string[] {
  return [...new Set(names.map((name) => name.replace(/(chunks\/).*\.(c?js)$/, "$1….$2")))];
}

async function fromTarball(...names: string[]): Promise<string> {
  const { stdout } = await execa("tar", ["xzOf", tarball, ...names]);
  return stdout;
}

describe("the extension's package", () => {
  test("holds what VS Code needs, and nothing else", async () => {
    expect(withoutHashes(await zipNames(vsix))).toEqual([
      "[Content_Types].xml",
      "extension.vsixmanifest",
      "extension/LICENSE.txt",
      "extension/changelog.md",
      "extension/dist/extension/chunks/….cjs",
      "extension/dist/extension/extension.cjs",
      "extension/dist/webview/chunks/….js",
      "extension/dist/webview/codicon.css",
      "extension/dist/webview/codicon.ttf",
      "extension/dist/webview/page.css",
      "extension/dist/webview/plan.js",
      "extension/dist/webview/thread.js",
      "extension/media/icon.png",
      "extension/media/icon.svg",
      "extension/media/spool.svg",
      "extension/media/spool.ttf",
      "extension/media/walkthrough/connect.svg",
      "extension/media/walkthrough/runner.svg",
      "extension/media/walkthrough/thread.svg",
      "extension/package.json",
      "extension/readme.md",
      "extension/third-party-licenses.txt",
    ]);
  });

  test("is small", async () => {
    expect((await stat(vsix)).size).toBeLessThan(1_500_000);
  });
});

describe("the runner's package", () => {
  test("holds the program, what a user reads, and nothing else", async () => {
    const { stdout } = await execa("tar", ["tzf", tarball]);
    expect(withoutHashes(stdout.split("\n").toSorted())).toEqual([
      "package/CHANGELOG.md",
      "package/LICENSE",
      "package/README.md",
      "package/dist/runner/chunks/….js",
      "package/dist/runner/preflight-worker.js",
      "package/dist/runner/scripted-agent.js",
      "package/dist/runner/spool.js",
      "package/docs/cli.md",
      "package/docs/configuration.md",
      "package/docs/json-v1.md",
      "package/docs/mcp.md",
      "package/docs/operations/README.md",
      "package/docs/operations/spool.service",
      "package/package.json",
      "package/third-party-licenses.txt",
    ]);
  });

  test("depends on nothing that is in the bundle, and on all that is not", async () => {
    const { dependencies } = JSON.parse(await fromTarball("package/package.json")) as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(["better-sqlite3"]);
    const program = await fromTarball("--wildcards", "package/dist/runner/*.js");
    const imported = [...program.matchAll(/(?:^|[;}])import\s*(?:[^"';]*\bfrom)?\s*"([^"./][^"]*)"/gm)].map(
      ([, name]) => name,
    );
    expect(imported).toContain("node:path");
    expect([...new Set(imported)].filter((name = "") => !isBuiltin(name))).toEqual(["better-sqlite3"]);
  });

  test("names the licenses of what is bundled", async () => {
    const text = await fromTarball("package/third-party-licenses.txt");
    for (const name of ["ws", "zod", "execa", "@secretlint/core", "@secretlint/secretlint-rule-preset-recommend"])
      expect(text).toMatch(new RegExp(`^${name} \\d+.* \\(MIT\\)\n`, "m"));
  });

  test("has a README whose relative links are in it", async () => {
    const text = await fromTarball("package/README.md");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const local = links.filter((target) => !/^(https?:|#)/.test(target));
    expect(local.length).toBeGreaterThan(2);
    const { stdout } = await execa("tar", ["tzf", tarball]);
    const present = stdout.split("\n");
    expect(local.filter((target) => !present.some((name) => name.startsWith(`package/${target}`)))).toEqual([]);
  });
});
