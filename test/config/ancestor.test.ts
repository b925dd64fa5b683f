import { expect, test } from "vitest";
import { parse } from "yaml";
import { isAncestorFile } from "../../runner/config/ancestor/detect.ts";
import { parseConfig } from "../../runner/config/load.ts";
import { formatConfigErrors, formatConfigNotices } from "../../runner/config/render.ts";
import { environment } from "./support.ts";

const path = "/srv/box/esperta-code.yml";

const everyKey = `runtime:
  data_dir: ~/.esperta-code
  max_concurrent_jobs: 0
  worktree_root: /srv/trees
  canonical_repo_root: /srv/repos
  artifact_root: /srv/artifacts
linear:
  oauth_token: $LINEAR_OAUTH_TOKEN
  app_user_id: u1
webhook:
  port: 3421
tick:
  interval_ms: 5000
storage:
  data_dir: /srv/old
  workspace_root: /srv/old/trees
agent:
  default: codex
  max_concurrent: 3
colour: red
projects:
  - name: My Repo
    repo: git@github.com:a/b.git
    linear_project: Backend
    branch: develop
    worktrees:
      retain_on_success_minutes: 5
      retain_on_failure_hours: 1
      prune_after_days: 3
    concurrency:
      max_jobs: 1
      allow_read_only_parallel: true
    job_types:
      implement:
        agent: claude-code
        system_prompt: .feliz/prompts/implement.md
        prompt_template: .feliz/template.md
        write_mode: workspace_write
        verify: [npm test]
        publish: draft_pr
        artifact_expectations: [patch]
        timeout_ms: 600000
        retry_limit: 1
      review:
        write_mode: read_only
        publish: update_pr
        agent: opencode
      empty:
`;

test("a file with every key of the ancestor loads, and each key that changed is named with its line", () => {
  const parsed = parseConfig(everyKey, path, environment);
  if (!parsed.ok) throw new Error(formatConfigErrors("f", parsed.problems));
  expect(formatConfigNotices("esperta-code.yml", parsed.notices)).toBe(
    `esperta-code.yml:2:3  runtime.data_dir: new: ~ is now your home directory, not a directory of that name
esperta-code.yml:3:3  runtime.max_concurrent_jobs: ignored: 0 stands for the default
esperta-code.yml:5:3  runtime.canonical_repo_root: ignored: mirrors of the repositories are kept in runtime.data_dir
esperta-code.yml:6:3  runtime.artifact_root: new: now takes effect: artifacts are now kept there
esperta-code.yml:7:1  linear: not available yet: Spool has no Linear connection yet; the token is not read
esperta-code.yml:11:3  webhook.port: mapped: becomes server.listen, on this machine only; webhooks themselves are not available yet
esperta-code.yml:12:1  tick: ignored: jobs start when there is room for them, not by a clock
esperta-code.yml:15:3  storage.data_dir: ignored: runtime.data_dir is there too and counts
esperta-code.yml:16:3  storage.workspace_root: ignored: runtime.worktree_root is there too and counts
esperta-code.yml:18:3  agent.default: mapped: becomes default_agent of every project
esperta-code.yml:19:3  agent.max_concurrent: mapped: becomes runtime.max_concurrent_jobs
esperta-code.yml:20:1  colour: ignored: Spool has no such key
esperta-code.yml:22:5  projects[0].name: mapped: the project is called "My-Repo"
esperta-code.yml:24:5  projects[0].linear_project: not available yet: Spool has no Linear connection yet
esperta-code.yml:25:5  projects[0].branch: mapped: becomes base_branch
esperta-code.yml:29:7  projects[0].worktrees.prune_after_days: new: now takes effect: worktrees older than this go
esperta-code.yml:32:7  projects[0].concurrency.allow_read_only_parallel: new: now takes effect: it decides whether read-only jobs run beside a writing one
esperta-code.yml:36:9  projects[0].job_types.implement.system_prompt: new: now takes effect: the agent gets this file as its system prompt
esperta-code.yml:38:9  projects[0].job_types.implement.write_mode: new: now takes effect: read_only jobs cannot write
esperta-code.yml:40:9  projects[0].job_types.implement.publish: not available yet: draft_pr is not available yet; the job ends with a patch
esperta-code.yml:41:9  projects[0].job_types.implement.artifact_expectations: not available yet: what a run must leave behind is not checked
esperta-code.yml:42:9  projects[0].job_types.implement.timeout_ms: mapped: becomes timeout_minutes
esperta-code.yml:43:9  projects[0].job_types.implement.retry_limit: new: now takes effect: failed runs are repeated
esperta-code.yml:45:9  projects[0].job_types.review.write_mode: new: now takes effect: read_only jobs cannot write
esperta-code.yml:46:9  projects[0].job_types.review.publish: ignored: a read_only job changes nothing, so it publishes nothing`,
  );
  const { config } = parsed;
  expect(config.runtime).toMatchObject({
    dataDirectory: "/home/someone/.esperta-code",
    worktreeRoot: "/srv/trees",
    artifactRoot: "/srv/artifacts",
    maxConcurrentJobs: 3,
  });
  expect(config.server.listen).toEqual({ host: "127.0.0.1", port: 3421 });
  expect(Object.values(config.agents).map(({ name, adapter, preset }) => [name, adapter, preset])).toEqual([
    ["claude-code", "claude", null],
    ["codex", "codex", null],
    ["opencode", "acp", "opencode"],
  ]);
  expect(config.projects[0]).toMatchObject({
    name: "My-Repo",
    baseBranch: "develop",
    defaultAgent: "codex",
    maxJobs: 1,
  });
  expect(config.projects[0]?.jobTypes["implement"]).toMatchObject({
    agent: "claude-code",
    publish: "patch",
    timeoutMs: 600_000,
    retryLimit: 1,
    promptTemplate: ".feliz/template.md",
  });
  expect(config.projects[0]?.jobTypes["review"]).toMatchObject({ agent: "opencode", publish: "none" });
});

test("what is wrong in it is shown under the names that it uses", () => {
  const text = `agent: { default: codxe }
webhook: { port: many }
projects:
  - name: a
    repo: /srv/a
    branch: a..b
    job_types: { fix: { timeout_ms: soon } }
`;
  const parsed = parseConfig(text, "/srv/spool.yml", environment);
  expect(parsed.ok ? "" : formatConfigErrors("f", parsed.problems))
    .toBe(`f:6:13  projects[0].branch: not a branch name that git accepts
f:7:37  projects[0].job_types.fix.timeout_ms: expected a number, got text`);
  const named = parseConfig(text.replace("a..b", "b").replace("soon", "60000"), "/srv/spool.yml", environment);
  expect(named.ok ? "" : formatConfigErrors("f", named.problems))
    .toBe(`f:1:19  agent.default: no agent has this name; did you mean "codex"?
f:2:18  webhook.port: expected host:port, for example 127.0.0.1:7433 or [::1]:7433`);
});

test.each([
  ["projects: []\nlinear: { oauth_token: $T }", "spool.yml", true],
  ["projects: [{ name: a, repo: b, linear_project: X }]", "spool.yml", true],
  ["projects: [{ name: a, repo: b, job_types: { fix: { agent: claude-code } } }]", "spool.yml", true],
  ["runtime: { max_concurrent_jobs: 2 }", "feliz.yml", true],
  ["runtime: { max_concurrent_jobs: 2 }", "spool.yml", false],
  ["agent: { claude: { adapter: claude } }", "spool.yml", false],
  ["agents: { claude-code: { adapter: claude } }\ntick: { interval_ms: 1 }", "spool.yml", false],
])("%s in %s: %s", (text, name, ancestor) => {
  const parsed = parseConfig(text, `/srv/${name}`, environment);
  const data: unknown = parse(text);
  expect(isAncestorFile(data as Record<string, unknown>, `/srv/${name}`)).toBe(ancestor);
  expect(parsed.ok || !ancestor).toBe(true);
});

test("a file of the ancestor that holds nothing it needs is still read", () => {
  for (const text of ["runtime:\n", "projects:\n", "projects: [null]\nruntime: { max_concurrent_jobs: 1 }\n"]) {
    const parsed = parseConfig(text, path, environment);
    expect(parsed.ok || parsed.problems.length > 0).toBe(true);
  }
  expect(parseConfig("projects:\nruntime:\n", path, environment).ok).toBe(true);
});

test("a Spool file with one key of another program says so instead of guessing", () => {
  const parsed = parseConfig("server: {}\ntick: { interval_ms: 1 }", "/srv/spool.yml", environment);
  expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.path)).toEqual(["tick"]);
});
