import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Repository, ada, madeUpToken, short } from "./repository.ts";

test("an empty range and a clean one have nothing to say", async () => {
  using on = new Repository();
  expect(await on.check()).toMatchObject({ commits: 0, files: 0, findings: [] });
  on.commit({ "a.txt": "a\n", "ünï/ß.txt": "b\n", ".hidden": "c\n" }, "three files");
  expect(await on.check()).toMatchObject({ commits: 1, files: 3, bytes: expect.any(Number), findings: [] });
});

test("a secret that a later commit takes away again is found where it was", async () => {
  using on = new Repository();
  const brought = on.commit({ "src/a.ts": `one\ntwo\nconst token = ${madeUpToken};\n` });
  on.commit({ "src/a.ts": "one\n" });
  const report = await on.check();
  expect(report.commits).toBe(2);
  expect(report.findings).toEqual([
    {
      rule: "secret",
      severity: "hard",
      commit: brought,
      path: "src/a.ts",
      line: 3,
      place: "content",
      detail: "github_token",
      preview: "ghp_…",
      fingerprint: expect.stringMatching(/^[0-9a-f]{18}$/),
    },
  ]);
  expect(JSON.stringify(report)).not.toContain(madeUpToken.slice(5, 15));
  const allowSecrets = report.findings.flatMap(({ fingerprint }) => fingerprint ?? []);
  expect((await on.check({ allowSecrets })).findings).toEqual([]);
});

test("messages, names, links and who made a commit are looked at, and a name that holds a secret is not shown", async () => {
  using on = new Repository();
  on.commit({}, `Use the key\n\nIt is ${madeUpToken}.\n`);
  on.commit({ [`backup-${madeUpToken}.txt`]: "x\n" });
  on.commit({}, "by a key", { name: madeUpToken, email: ada.email });
  symlinkSync(`data/${madeUpToken}`, join(on.path, "link"));
  on.commit();
  const report = await on.check({ author: null });
  expect(short(report)).toEqual(["secret message", "secret identity", "secret backup-***.txt", "secret link:1"]);
  expect(report.findings.map(({ place, line }) => [place, line])).toEqual([
    ["message", 3],
    ["identity", null],
    ["name", null],
    ["target", 1],
  ]);
  expect(JSON.stringify(report)).not.toContain(madeUpToken.slice(5, 15));
});

test("every commit is by the configured author, also the one in the middle", async () => {
  using on = new Repository();
  on.commit({ "a.txt": "1\n" });
  const foreign = on.commit({ "a.txt": "2\n" }, "foreign", { name: "Eve", email: "eve@example.test" });
  on.commit({ "a.txt": "3\n" });
  const { findings } = await on.check();
  expect(findings.map(({ rule, commit, detail }) => [rule, commit, detail])).toEqual([
    ["author", foreign, "the author is not Ada <ada@example.test>"],
    ["author", foreign, "the committer is not Ada <ada@example.test>"],
  ]);
});

test("what only a merge's own resolution brings is found; what came from a side is that side's", async () => {
  using on = new Repository({ "a.txt": "a\n" });
  on.git("checkout", "--quiet", "-b", "side");
  const side = on.commit({ "a.txt": "side\n", ".npmrc.txt": "x\n" });
  on.git("checkout", "--quiet", "main");
  on.commit({ "a.txt": "main\n" });
  expect(() => on.git("merge", "--quiet", "side")).toThrow("Command failed");
  const merge = on.commit({ "a.txt": `both ${madeUpToken}\n`, ".env": "A=1\n" }, "merge");
  const report = await on.check();
  expect(report.commits).toBe(3);
  expect(report.findings.map(({ rule, path, commit }) => [rule, path, commit])).toEqual([
    ["forbidden_name", ".env", merge],
    ["secret", "a.txt", merge],
  ]);
  expect(report.findings.some(({ commit }) => commit === side)).toBe(false);
});

test("names outside ASCII, of bytes that are no text, with line breaks and quotes are told apart and judged", async () => {
  using on = new Repository();
  on.commit({
    'söme "quöted"\nname.txt': `${madeUpToken}\n`,
    "ordner/.env.production": "A=1\n",
    "日本/id_ed25519": "x\n",
  });
  // A name in Latin-1, which Node cannot write.
  const blob = on.git("hash-object", "-w", "README.md");
  const index = ["--index-info"];
  const input = Buffer.concat([
    Buffer.from(`100644 ${blob}\t`),
    Buffer.from([0x2e, 0x65, 0x6e, 0x76, 0x2e, 0xe9]),
    Buffer.from("\n"),
  ]);
  writeFileSync(join(on.path, "..", "index-info"), input);
  const { execFileSync } = await import("node:child_process");
  execFileSync("git", ["-C", on.path, "update-index", "--add", ...index], { input });
  on.gitAs(ada, "commit", "--quiet", "-m", "odd");
  expect(short(await on.check())).toEqual([
    "forbidden_name ordner/.env.production",
    "forbidden_name 日本/id_ed25519",
    "forbidden_name .env.\\xe9",
    'secret söme "quöted"\nname.txt:1',
  ]);
});

test("a rename is judged by its new name; its content is looked at again", async () => {
  using on = new Repository({ "settings.txt": "A=1\n", "src/old.ts": "export const a = 1;\n" });
  renameSync(join(on.path, "settings.txt"), join(on.path, ".env"));
  renameSync(join(on.path, "src/old.ts"), join(on.path, "src/new.ts"));
  on.commit();
  const report = await on.check({ contract: { since: on.base, files: [{ path: "src/new.ts" }, { path: ".env" }] } });
  // Both sides count for the plan: what is gone was touched, too.
  expect(short(report)).toEqual(["forbidden_name .env", "scope settings.txt", "scope src/old.ts"]);
});

test("dot-files, CI and hooks are protected unless they are allowed or in the plan", async () => {
  using on = new Repository({ ".github/workflows/ci.yml": "on: push\n" });
  rmSync(join(on.path, ".github/workflows/ci.yml"));
  on.commit({
    ".husky/pre-commit": "true\n",
    ".gitlab-ci.yml": "a: b\n",
    "ci/Jenkinsfile": "node {}\n",
    ".editorconfig": "x\n",
  });
  const all = [
    "protected_path .github/workflows/ci.yml",
    "protected_path .gitlab-ci.yml",
    "protected_path .husky/pre-commit",
    "protected_path ci/Jenkinsfile",
  ];
  expect(short(await on.check())).toEqual(all);
  expect(short(await on.check({ allowPaths: [".github/**", "Jenkinsfile", ".husky/"] }))).toEqual([all[1]]);
  const paths = [".github/workflows/ci.yml", ".gitlab-ci.yml", "ci/Jenkinsfile", ".husky/pre-commit", ".editorconfig"];
  expect(short(await on.check({ planned: paths.map((path) => ({ path })) }))).toEqual([]);
});

test("a job is held to its plan by what it changed itself, in each of its commits", async () => {
  using on = new Repository({ "a.txt": "a\n" });
  on.commit({ "earlier.txt": "of the job before\n" });
  // The state in which the job begins: the branch, and what nobody had committed yet.
  on.write({ "left.txt": "left behind\n" });
  on.git("add", "--all");
  const tree = on.git("write-tree");
  const since = on.git("commit-tree", tree, "-p", "HEAD", "-m", "checkpoint");
  on.commit({ "planned.txt": "1\n" });
  on.commit({ "outside.txt": "1\n" });
  rmSync(join(on.path, "outside.txt"));
  on.commit({ "planned.txt": "2\n" });
  const contract = { since, files: [{ path: "planned.txt" }] };
  // Taken back by a later commit, and yet it would be published.
  expect(short(await on.check({ contract }))).toEqual(["scope outside.txt"]);
  expect(short(await on.check({ contract: { since, files: [...contract.files, { path: "outside.txt" }] } }))).toEqual(
    [],
  );
});

test("modes: an executable is fine, links inside too; links that lead out are not", async () => {
  using on = new Repository({ "run.sh": "#!/bin/sh\n" });
  chmodSync(join(on.path, "run.sh"), 0o755);
  symlinkSync("../README.md", join(on.path, "inside"));
  on.write({ "deep/er/file": "x\n" });
  symlinkSync("../../run.sh", join(on.path, "deep/er/fine"));
  symlinkSync("../../../etc/passwd", join(on.path, "deep/er/out"));
  symlinkSync("/etc/passwd", join(on.path, "absolute"));
  symlinkSync(".git/config", join(on.path, "git-config"));
  on.commit();
  expect(short(await on.check()).toSorted()).toEqual([
    "symlink absolute",
    "symlink deep/er/out",
    "symlink git-config",
    "symlink inside",
  ]);
});

test("binary files are looked at for what cannot be there by chance, texts in UTF-16 as texts", async () => {
  using on = new Repository();
  const noise = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 31 + (index >> 3)) % 256));
  on.commit({
    "clean.bin": noise,
    "tainted.bin": Buffer.concat([noise, Buffer.from(madeUpToken), noise]),
    "wide.txt": Buffer.from(`\uFEFFkey: ${madeUpToken}\r\n`, "utf16le"),
    "windows.txt": `first\r\n${madeUpToken}\r\n`,
  });
  expect(short(await on.check()).map((text) => text.replace(/:\d+$/, ""))).toEqual([
    "secret tainted.bin",
    "secret wide.txt",
    "secret windows.txt",
  ]);
});

test("a large file is refused, a pointer of Git LFS in its place is not; a secret deep in a large file is found", async () => {
  using on = new Repository();
  const line = `${"lorem ipsum ".repeat(8)}\n`;
  const large = line.repeat(60_000);
  const at = 3_000_000;
  on.commit({
    "large.txt": `${large.slice(0, at)} ${madeUpToken} ${large.slice(at)}`,
    "model.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 123456789\n`,
  });
  expect(short(await on.check())).toEqual([
    `secret large.txt:${Math.floor(at / line.length) + 1}`,
    "oversize large.txt",
  ]);
  expect(short(await on.check({ maxFileBytes: 100 << 20 }))).toHaveLength(1);
});

test("a submodule that is new is sent back: nobody sees what is in it", async () => {
  using inner = new Repository();
  using on = new Repository();
  on.git("submodule", "--quiet", "add", inner.path, "inner");
  on.commit();
  expect(short(await on.check())).toEqual(["submodule inner"]);
  expect(short(await on.check({ allowPaths: ["inner"] }))).toEqual([]);
});

test("conflict markers are found as three in their order; one alone is a heading", async () => {
  using on = new Repository();
  on.commit({
    "title.md": "Title\n=======\n\ntext\n",
    "quote.txt": "<<<<<<< HEAD\nis what git writes\n",
    "bad.ts": "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\n",
    "late.txt": `${"filler\n".repeat(300_000)}<<<<<<< a\n=======\n>>>>>>> b\n`,
  });
  expect(short(await on.check({ maxFileBytes: 10 << 20 }))).toEqual([
    "conflict_marker bad.ts:2",
    "conflict_marker late.txt:300001",
  ]);
});

test("names that stand for git's own directory, or lead out, are unsafe", async () => {
  using on = new Repository();
  const blob = on.git("hash-object", "-w", "README.md");
  const { execFileSync } = await import("node:child_process");
  const tree = (input: string) => execFileSync("git", ["-C", on.path, "mktree"], { input }).toString().trim();
  const inner = tree(`100644 blob ${blob}\tconfig\n`);
  const odd = tree(`040000 tree ${inner}\t.GIT \n100644 blob ${blob}\tREADME.md\n`);
  const commit = on.git("commit-tree", odd, "-p", on.base, "-m", "odd");
  on.git("update-ref", "refs/heads/main", commit);
  expect(short(await on.check())).toEqual(["unsafe_name .GIT /config"]);
});

test("an object that is missing or corrupt is a no, and so is a commit that git is told to leave out", async () => {
  using on = new Repository();
  const secret = on.commit({ "a.txt": `${madeUpToken}\n` });
  const last = on.commit({ "a.txt": "a\n" });
  // A graft and a replacement that hide the commit in the middle.
  on.git("replace", "--graft", last, on.base);
  writeFileSync(join(on.path, ".git/info/grafts"), `${last} ${on.base}\n`);
  const hidden = await on.check().then(short, String);
  expect(
    hidden === "secret a.txt:1" || hidden.includes("secret a.txt:1") || /PreflightUnable/.test(String(hidden)),
  ).toBe(true);
  rmSync(join(on.path, ".git/info/grafts"));
  expect(short(await on.check())).toEqual(["secret a.txt:1"]);
  const blob = on.git("rev-parse", `${secret}:a.txt`);
  const path = join(on.path, ".git/objects", blob.slice(0, 2), blob.slice(2));
  const other = on.git("hash-object", "-w", "README.md");
  const harmless = readFileSync(join(on.path, ".git/objects", other.slice(0, 2), other.slice(2)));
  chmodSync(path, 0o644);
  writeFileSync(path, harmless);
  await expect(on.check()).rejects.toThrow("corrupt");
  rmSync(path);
  await expect(on.check()).rejects.toThrow(/git|object/);
  expect(readdirSync(on.path)).toContain("README.md");
});
