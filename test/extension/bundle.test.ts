import { readdir, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { externals, root } from "../../.dev/build.ts";
import { panelPage } from "../../extension/common/panels/page.ts";
import { hostFiles, sizeOf, webviewFiles, webviewSize } from "../builders/bundle-size.ts";

const budgets = { activation: 200_000, host: 400_000, webview: 250_000 };

/** Where these are, nobody can say what a program does. */
const evaluations = [/\beval\s*\(/g, /\bnew Function\b/g, /[^!=]=\s*Function\b(?!\.)/g, /[^.\w]Function\(\s*["'`]/g];

async function filesBelow(folder: string, ending: RegExp): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(join(root, folder), { recursive: true })).filter((name) => ending.test(name));
  return Promise.all(
    names.toSorted().map(async (name) => ({ name, text: await readFile(join(root, folder, name), "utf8") })),
  );
}

/** Where a minified file of one line has what it must not have, with what is around it. */
function excerpts(text: string, patterns: RegExp[]): string[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index }) => text.slice(Math.max(0, index - 60), index + 60)),
  );
}

test.each(["eval(text)", "new Function(text)", "const F = Function;", "e=Function,t", 'return Function("a")'])(
  "%s would be found",
  (text) => expect(excerpts(` ${text}`, evaluations)).not.toEqual([]),
);

describe("the extension's host bundle", () => {
  let text = "";

  beforeAll(async () => {
    text = [...(await hostFiles("ever")).values()].join("\n");
  });

  test("asks for nothing but VS Code and harmless parts of Node", () => {
    const asked = new Set([...text.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)].map(([, name = ""]) => name));
    const known = new Set([...builtinModules, ...externals.extension, "vscode"]);
    const nodeName = (name: string) => name.replace(/^node:/, "");
    const isOwn = (name: string) => /^\.{1,2}\/[\w/-]+\.cjs$/.test(name);
    expect([...asked].filter((name) => !isOwn(name) && !known.has(nodeName(name)))).toEqual([]);
    const refused = new Set(["child_process", "cluster", "worker_threads", "vm", "inspector", "module", "v8", "wasi"]);
    expect([...asked].filter((name) => refused.has(nodeName(name)))).toEqual([]);
    expect(asked).toContain("vscode");
  });

  test("starts no process and loads nothing native, by whatever name", () => {
    const refused = [/child_process/g, /\.node["'`]/g, /process\.(binding|dlopen)/g, /better-sqlite3/g];
    expect(excerpts(text, refused)).toEqual([]);
  });

  test("makes no program out of text", () => {
    expect(excerpts(text, evaluations)).toEqual([]);
  });

  test("is within its budget, what is loaded to activate it and all of it", async () => {
    expect(sizeOf(await hostFiles("activation"))).toBeLessThanOrEqual(budgets.activation);
    expect(sizeOf(await hostFiles("ever"))).toBeLessThanOrEqual(budgets.host);
  });

  test("loads no schema and no network client to be activated", async () => {
    const sources: string[] = [];
    for (const name of (await hostFiles("activation")).keys()) {
      const map = await readFile(join(root, "dist/extension", `${name}.map`), "utf8");
      sources.push(...(JSON.parse(map) as { sources: string[] }).sources);
    }
    expect(sources.some((source) => source.endsWith("extension/vscode/extension.ts"))).toBe(true);
    expect(sources.filter((source) => /node_modules\/(zod|ws|@trpc)\//.test(source))).toEqual([]);
  });
});

describe("the webviews' bundles", () => {
  let scripts: { name: string; text: string }[] = [];

  beforeAll(async () => {
    scripts = await filesBelow("dist/webview", /\.js$/);
  });

  test("make no program out of text, and reach for no network", () => {
    expect(scripts.length).toBeGreaterThan(0);
    const network = [/\bfetch\(/g, /\bXMLHttpRequest\b/g, /\bWebSocket\b/g, /\bEventSource\b/g, /\bsendBeacon\b/g];
    for (const { name, text } of scripts) expect(excerpts(text, [...evaluations, ...network]), name).toEqual([]);
  });

  test("are each within their budget, with all that is loaded at once", async () => {
    const entries = scripts.map(({ name }) => name).filter((name) => dirname(name) === ".");
    expect(entries).toContain("thread.js");
    for (const entry of entries) expect(await webviewSize(entry), entry).toBeLessThanOrEqual(budgets.webview);
  });

  test.each(["thread", "plan"])(
    "have on their page all that they load, so that nothing waits for it: %s",
    async (screen) => {
      const named: string[] = [];
      const file = (name: string) => {
        named.push(name);
        return name;
      };
      panelPage({ file, source: "'self'", nonce: "n", screen, state: {} });
      const asked = named.filter((name) => name.endsWith(".js"));
      expect(asked.toSorted()).toEqual((await webviewFiles(`${screen}.js`)).toSorted());
    },
  );
});
