import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allHomes, claudeHomes, codexHomes } from "../../runner/agents/homes.ts";
import { bindHomes } from "../../runner/daemon/agent-homes.ts";
import { temporaryDirectory } from "../builders/directory.ts";

const claudeFolders = ["agents", "commands", "hooks", "output-styles", "plugins", "rules", "skills"];

test("a vendor's folder is made, and what it runs from is only to be read", async () => {
  await using home = await temporaryDirectory();
  const claude = join(home.path, ".claude");
  const protectedNames = ["settings.json", "CLAUDE.md", ...claudeFolders];
  expect(bindHomes(claudeHomes, {}, home.path)).toEqual({
    writable: [claude],
    readOnly: protectedNames.map((name) => join(claude, name)),
  });
  // What is told to every session, or run in it, an agent could otherwise make itself.
  for (const folder of claudeFolders) expect(await readdir(join(claude, folder))).toEqual([]);
  expect(await readFile(join(claude, "CLAUDE.md"), "utf8")).toBe("");
  expect(await readFile(join(claude, "settings.json"), "utf8")).toBe("{}\n");
});

test("what Codex would run or tell is there before an agent could make it", async () => {
  await using home = await temporaryDirectory();
  const codex = join(home.path, ".codex");
  const { writable, readOnly } = bindHomes(codexHomes, {}, home.path);
  expect(writable).toEqual([codex]);
  const made = ["config.toml", "AGENTS.md", "hooks.json", "hooks", "rules", "prompts", "skills"];
  expect(readOnly).toEqual(made.map((name) => join(codex, name)));
  expect(await readFile(join(codex, "hooks.json"), "utf8")).toBe("{}\n");
  expect(await readdir(join(codex, "skills"))).toEqual([]);
});

test("the variable of the vendor says where; what the user has there stays", async () => {
  await using home = await temporaryDirectory();
  const elsewhere = join(home.path, "elsewhere");
  await mkdir(join(elsewhere, "hooks", "own"), { recursive: true });
  await writeFile(join(elsewhere, "settings.json"), '{"model":"opus"}');
  await writeFile(join(home.path, ".gitconfig"), "");
  const bound = bindHomes(claudeHomes, { CLAUDE_CONFIG_DIR: elsewhere }, home.path);
  expect(bound.writable).toEqual([elsewhere]);
  expect(bound.readOnly).toEqual([
    join(home.path, ".gitconfig"),
    ...["settings.json", "CLAUDE.md", ...claudeFolders].map((name) => join(elsewhere, name)),
  ]);
  expect(await readdir(join(elsewhere, "hooks"))).toEqual(["own"]);
  expect(await readFile(join(elsewhere, "settings.json"), "utf8")).toBe('{"model":"opus"}');
  expect(existsSync(join(home.path, ".claude"))).toBe(false);
});

test("for a program that nobody knows nothing is made, and a link is not mounted over", async () => {
  await using home = await temporaryDirectory();
  expect(bindHomes(allHomes, {}, home.path)).toEqual({ writable: [], readOnly: [] });
  await mkdir(join(home.path, ".codex"));
  await symlink("/nonexistent/config.toml", join(home.path, ".codex/config.toml"));
  const { writable, readOnly } = bindHomes(allHomes, {}, home.path);
  expect(writable).toEqual([join(home.path, ".codex")]);
  expect(readOnly).toContain(join(home.path, ".codex/rules"));
  expect(readOnly).not.toContain(join(home.path, ".codex/config.toml"));
});
