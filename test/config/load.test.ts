import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { project as projectSchema } from "../../shared/model/project.ts";
import { effectiveConfig } from "../../runner/config/effective.ts";
import { loadConfig } from "../../runner/config/load.ts";
import { configPath } from "../../runner/config/locate.ts";
import { projectRecord } from "../../runner/config/project-record.ts";
import { configOf, environment, file, problemsOf, project, shown, temporaryDirectory } from "./support.ts";

const full = `
runtime:
  budget: { usd_per_day: 40, minutes_per_day: 600 }
  time_zone: Europe/Berlin
  data_dir: ~/.spool
  worktree_root: ./trees
  max_concurrent_jobs: 7
  sandbox: require
  disk_quota_gb: 1.5
  retention: { run_logs_days: 14, run_logs_gb: 2 }
  limits: { open_files: 1024, processes: 512, cpu_seconds: 60, address_space_gb: 4 }
  pass_environment: [LANG, HTTPS_PROXY, LANG]
  stop_grace_seconds: 2.5
server:
  listen: "[::1]:8000"
  allowed_hosts: [Box.example:8000]
  public_url: https://box.example/spool/
git: { author_name: Ann }
agents:
  claude: { adapter: claude, model: opus, max_jobs: 2, env: { PRICE: $$5, GH_TOKEN: $GH }, stall_minutes: 3 }
  codex: { adapter: codex, protocol: exec, permissions: allow, sandbox: "off", max_turns: 9, max_cost_usd: 0.5 }
  gem: { adapter: acp, preset: gemini }
  fixer: { adapter: command, command: [./tools/fix.sh, ./x] }
projects:
  - name: web
    repo: https://git.example/web.git
    base_branch: release/1.x
    copy: [.env, config/local.json]
    copy_from: ~/web
    setup: [npm ci, [node, a b.js]]
    hooks: { after_create: make, before_run: [x], after_run: [], before_remove: [[y]], timeout_minutes: 0.5 }
    worktrees: { pool: 0, retain_on_success_minutes: 0, retain_on_failure_hours: 1.5, prune_after_days: 2 }
    concurrency: { max_jobs: 2, allow_read_only_parallel: false }
    credentials: { token: $GH }
    default_agent: codex
    git: { author_email: web@example.com }
    job_types:
      implement: { agent: claude, model: haiku, system_prompt: .spool/i.md, verify: [npm test, npm test, { name: lint, run: npm run lint, timeout_minutes: 2 }] }
      review: { timeout_minutes: 10 }
  - name: here
    repo: ../here
`;
const secrets = { GH: "the-secret-value" };

describe("a whole file", () => {
  const config = configOf(full, secrets);

  test("has paths absolute, durations in milliseconds, sizes in bytes", () => {
    expect(config.runtime).toEqual({
      dataDirectory: "/home/someone/.spool",
      worktreeRoot: "/srv/box/trees",
      artifactRoot: "/home/someone/.spool/artifacts",
      maxConcurrentJobs: 7,
      sandbox: "require",
      diskQuotaBytes: 1.5 * 2 ** 30,
      retention: { runLogsMs: 14 * 86_400_000, runLogsBytes: 2 ** 31, artifactsMs: null },
      limits: { openFiles: 1024, processes: 512, cpuTimeMs: 60_000, addressSpaceBytes: 2 ** 32 },
      budget: { usd: 40, tokens: null, minutes: 600, turns: null },
      timeZone: "Europe/Berlin",
      passEnvironment: ["LANG", "HTTPS_PROXY"],
      stopGraceMs: 2500,
      retryBaseMs: 10_000,
    });
    expect(config.server).toMatchObject({
      listen: { host: "::1", port: 8000 },
      allowedHosts: ["box.example:8000"],
      publicUrl: "https://box.example/spool",
    });
  });

  test("has agents with what their adapters need", () => {
    expect(Object.keys(config.agents)).toEqual(["claude", "codex", "gem", "fixer"]);
    expect(config.agents["claude"]).toMatchObject({ sandbox: "require", protocol: null, maxJobs: 2, stallMs: 180_000 });
    expect(config.agents["codex"]).toMatchObject({ sandbox: "off", protocol: "exec", permissions: "allow" });
    expect(config.agents["fixer"]?.command).toEqual(["/srv/box/tools/fix.sh", "./x"]);
    expect(config.agents["claude"]?.environment["PRICE"]).toBe("$5");
    expect(config.agents["constructor"]).toBeUndefined();
  });

  test("has projects with their hooks, credentials and job types", () => {
    const [web, here] = config.projects;
    expect(web).toMatchObject({
      repo: "https://git.example/web.git",
      repoDirectory: null,
      copyFrom: "/home/someone/web",
      hooks: {
        afterCreate: [
          { kind: "shell", line: "npm ci" },
          { kind: "program", argv: ["node", "a b.js"] },
          { kind: "shell", line: "make" },
        ],
        timeoutMs: 30_000,
      },
      worktrees: { pool: 0, retainOnSuccessMs: 0, retainOnFailureMs: 5_400_000, pruneAfterMs: 172_800_000 },
      git: { authorName: "Ann", authorEmail: "web@example.com" },
    });
    expect(web?.credentials?.username).toBe("x-access-token");
    expect(web?.credentials?.password.reveal()).toBe("the-secret-value");
    expect(web?.jobTypes["implement"]).toMatchObject({ model: "haiku", stallMs: 180_000, permissions: "ask" });
    expect(web?.jobTypes["implement"]?.verify).toEqual([
      { name: "npm test", run: "npm test", timeoutMs: 1_800_000 },
      { name: "npm test (2)", run: "npm test", timeoutMs: 1_800_000 },
      { name: "lint", run: "npm run lint", timeoutMs: 120_000 },
    ]);
    expect(web?.jobTypes["review"]).toMatchObject({
      agent: "codex",
      writeMode: "read_only",
      publish: "none",
      permissions: "allow",
      maxTurns: 9,
      maxCostUsd: 0.5,
      timeoutMs: 600_000,
    });
    expect(here).toMatchObject({ repo: "/srv/here", repoDirectory: "/srv/here", copyFrom: "/srv/here" });
  });

  test("is frozen all the way down", () => {
    const worktrees = config.projects[0]?.worktrees as { pool: number };
    expect(() => (worktrees.pool = 9)).toThrow(TypeError);
    expect(Object.isFrozen(config.projects[0]?.jobTypes["implement"]?.verify[0])).toBe(true);
  });

  test("shown and loaded again is the same, and shows no secret", () => {
    const text = stringify(effectiveConfig(config));
    expect(text).not.toContain("the-secret-value");
    expect(text).toContain("$GH");
    expect(effectiveConfig(configOf(text, secrets))).toEqual(effectiveConfig(config));
    expect(configOf(text, secrets)).toEqual(config);
  });

  test("gives records that the store takes", () => {
    const stored = { id: "prj_x", createdAt: 1, updatedAt: 1, removedAt: null };
    for (const one of config.projects) {
      const record = { ...projectRecord(one), ...stored };
      expect(projectSchema.parse(record)).toEqual(record);
    }
  });
});

test("a project that defines no job types has the seven usual ones, with the only agent", () => {
  const config = configOf(`agents: { solo: { adapter: codex } }\n${project("")}`);
  const types = config.projects[0]?.jobTypes ?? {};
  expect(Object.entries(types).map(([name, type]) => [name, type.agent, type.writeMode, type.publish])).toEqual([
    ["implement", "solo", "workspace_write", "patch"],
    ["fix", "solo", "workspace_write", "patch"],
    ["fix_ci", "solo", "workspace_write", "patch"],
    ["review", "solo", "read_only", "none"],
    ["spec", "solo", "workspace_write", "none"],
    ["publish", "solo", "workspace_write", "branch"],
    ["continue", "solo", "workspace_write", "patch"],
  ]);
});

test.each([
  ["git@github.com:org/a.git", null],
  ["ssh://git@host:2222/a.git", null],
  ["git://host/a.git", null],
  ["https://host/a.git", null],
  ["file:///srv/a%20b.git", "/srv/a b.git"],
  ["~/a", "/home/someone/a"],
  ["./a:b", "/srv/box/a:b"],
  ["a/b/../c/", "/srv/box/a/c"],
])("the repository %s", (repo, directory) => {
  expect(configOf(`projects: [{ name: a, repo: "${repo}" }]`).projects[0]?.repoDirectory).toBe(directory);
});

test.each([
  ["https://user:pw123@host/a.git", "user and password must not stand"],
  ["https://ghp_pw123@host/a.git", "user and password must not stand"],
  ["ssh://git:pw123@host/a.git", "user and password must not stand"],
  ["ext::sh -c pw123", "remote helpers"],
  ["ftp://host/a", "not by ftp"],
  ["file://other/a", "must name a path on this machine"],
  ["--upload-pack=pw123", "dash"],
  ["https://[pw123", "cannot be read"],
])("the repository %s is refused, and not repeated", (repo, message) => {
  const text = shown(`projects: [{ name: a, repo: "${repo}", copy: [.env] }]`);
  expect(text).toContain(message);
  expect(text.split("\n").filter((line) => line.startsWith("spool.yml"))).toHaveLength(1);
  expect(text).not.toContain("pw123");
});

describe("the file on disk", () => {
  test("comes with its time and hash", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "spool.yml");
    writeFileSync(path, "\ufeffruntime: { data_dir: data }\n");
    const loaded = await loadConfig(path, environment);
    expect(loaded).toMatchObject({
      ok: true,
      notices: [],
      config: { runtime: { dataDirectory: join(directory.path, "data") } },
      source: {
        path,
        mtime: Math.trunc(statSync(path).mtimeMs),
        hash: createHash("sha256").update("\ufeffruntime: { data_dir: data }\n").digest("hex"),
      },
    });
  });

  test.each<[string, (path: string) => void, string]>([
    ["missing", () => undefined, "there is no such file"],
    ["a directory", (path) => mkdirSync(path), "is not a regular file"],
    ["a pipe", (path) => execFileSync("mkfifo", [path]), "is not a regular file"],
    ["ten megabytes", (path) => (writeFileSync(path, ""), truncateSync(path, 10 * 2 ** 20)), "10485760 bytes"],
    ["empty", (path) => writeFileSync(path, ""), "the file is empty"],
    ["binary", (path) => writeFileSync(path, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe])), "not UTF-8"],
    ["UTF-16", (path) => writeFileSync(path, "a: 1", "utf16le"), "control character U+0000"],
  ])("%s is a problem, not a crash", async (_name, make, message) => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "spool.yml");
    make(path);
    const loaded = await loadConfig(path, environment);
    expect(loaded.ok ? [] : loaded.problems.map((problem) => problem.message).join()).toContain(message);
  });

  test("is where --config, SPOOL_CONFIG or the home directory say, in this order", () => {
    expect(configPath({ HOME: "/h" })).toBe("/h/.spool/spool.yml");
    expect(configPath({ HOME: "/h", SPOOL_CONFIG: "~/x.yml" })).toBe("/h/x.yml");
    expect(configPath({ HOME: "/h", SPOOL_CONFIG: "~/x.yml" }, "y.yml")).toBe(join(process.cwd(), "y.yml"));
  });
});

test("a problem elsewhere is told once and with its path", () => {
  expect(problemsOf(project("default_agent: gone"), {}, file)).toMatchObject([
    { line: 4, column: 20, path: "projects[0].default_agent", hint: "agents are: claude, codex" },
  ]);
});
