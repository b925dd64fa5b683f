import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { madeUpToken, Repository } from "../gates/preflight/repository.ts";

const program = join(import.meta.dirname, "../../dist/runner/spool.js");

/** A machine without a runner and without a configuration. */
function openMachine(): Disposable & { home: string; spool: (cwd: string, ...args: string[]) => Promise<Answer> } {
  const home = mkdtempSync(join(tmpdir(), "spool-home-"));
  const env = { HOME: home, PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" };
  return {
    home,
    async spool(cwd, ...args) {
      const options = { cwd, env, extendEnv: false, reject: false, input: "" } as const;
      const { exitCode, stdout, stderr } = await execa(process.execPath, [program, "preflight", ...args], options);
      return { code: exitCode, stdout, stderr };
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

interface Answer {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

test("any range of any repository, without a runner: 0 when it is clean, 10 with the findings when it is not", async () => {
  using machine = openMachine();
  using on = new Repository();
  on.commit({ "a.txt": "a\n" });
  const clean = await machine.spool(on.path, `${on.base}..HEAD`);
  expect(clean, clean.stderr).toMatchObject({ code: 0 });
  expect(clean.stdout).toContain("is clean: 1 commit, 1 file");
  expect(clean.stdout).toContain("authors were not checked");
  on.commit({ [`${"very/".repeat(20)}long/name.ts`]: `const key = "${madeUpToken}";\n`, ".env": "A=1\n" });
  on.commit({ ".env": "A=2\n" });
  const refused = await machine.spool(join(on.path, "very"), on.base);
  expect(refused.code).toBe(10);
  expect(refused.stdout).toMatch(/^RULE +WHERE +COMMIT +WHAT +FINGERPRINT$/m);
  expect(refused.stdout).toMatch(/^forbidden_name +\.env /m);
  expect(refused.stdout).toContain(`✗ ${on.base}..HEAD: 2 findings`);
  expect(refused.stdout).not.toContain(madeUpToken.slice(5, 15));
  const asData = await machine.spool("/", on.base, "--repo", on.path, "--json", "--author", "Eve <eve@example.test>");
  expect(asData.code).toBe(10);
  expect(JSON.parse(asData.stdout)).toMatchObject({
    ok: false,
    unable: null,
    range: { kind: "commits", base: on.base },
    commits: 3,
    truncated: false,
  });
  expect(asData.stdout).toContain('"rule":"author"');
});

test("what is staged is looked at before it is a commit, also in a repository without any", async () => {
  using machine = openMachine();
  using on = new Repository();
  on.write({ "a.txt": `${madeUpToken}\n`, "not-staged.txt": `${madeUpToken}\n` });
  on.git("add", "a.txt");
  const refused = await machine.spool(on.path, "--staged", "--json");
  expect(refused.code, refused.stderr).toBe(10);
  const { findings } = JSON.parse(refused.stdout) as { findings: { path: string; commit: unknown }[] };
  expect(findings.map(({ path, commit }) => [path, commit])).toEqual([["a.txt", null]]);
  const fresh = join(on.path, "fresh");
  mkdirSync(fresh);
  on.git("init", "--quiet", fresh);
  writeFileSync(join(fresh, ".env"), "A=1\n");
  on.git("-C", fresh, "add", ".env");
  expect(await machine.spool(fresh, "--staged")).toMatchObject({ code: 10 });
});

test("the rules are those of the project whose repository it is, its checks included", async () => {
  using machine = openMachine();
  using on = new Repository();
  const config = join(machine.home, "spool.yml");
  writeFileSync(
    config,
    JSON.stringify({
      agents: { one: { adapter: "codex" } },
      projects: [
        {
          name: "app",
          repo: on.path,
          git: { author_name: "Ada", author_email: "ada@example.test" },
          preflight: { allow_paths: [".env"], checks: [{ name: "no todo", run: "! grep -rq TODO a.txt" }] },
        },
      ],
    }),
  );
  on.commit({ ".env": "A=1\n", "a.txt": "TODO\n" });
  const range = `${on.base}..HEAD`;
  const fine = await machine.spool(on.path, range, "--config", config);
  expect(fine, fine.stdout + fine.stderr).toMatchObject({ code: 0 });
  expect(fine.stdout).not.toContain("authors were not checked");
  const checked = await machine.spool(on.path, range, "--config", config, "--checks");
  expect(checked.code).toBe(10);
  expect(checked.stdout).toContain("no todo failed with exit code 1");
  expect(await machine.spool(on.path, range, "--config", config, "--project", "other")).toMatchObject({ code: 3 });
  writeFileSync(config, "projects: 7\n");
  expect(await machine.spool(on.path, range, "--config", config)).toMatchObject({ code: 9 });
});

test("what cannot be looked at is a no, what was asked wrongly is said", async () => {
  using machine = openMachine();
  using on = new Repository();
  const head = on.commit({ "a.txt": "a\n" });
  expect(await machine.spool(on.path)).toMatchObject({ code: 2 });
  expect(await machine.spool(on.path, "nothing..HEAD")).toMatchObject({ code: 3 });
  expect(await machine.spool(on.path, "HEAD", "--staged")).toMatchObject({ code: 2 });
  expect(await machine.spool(on.path, "HEAD", "--author", "Ada")).toMatchObject({ code: 2 });
  expect(await machine.spool(machine.home, "HEAD")).toMatchObject({ code: 2 });
  const blob = on.git("rev-parse", `${head}:a.txt`);
  rmSync(join(on.path, ".git/objects", blob.slice(0, 2), blob.slice(2)));
  const refused = await machine.spool(on.path, on.base);
  expect(refused.code, refused.stdout).toBe(10);
  expect(refused.stdout).toContain("could not be checked, which is a no");
});
