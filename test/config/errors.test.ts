import { expect, test } from "vitest";
import { formatConfigErrors } from "../../runner/config/render.ts";
import { editDistance, nearest } from "../../runner/config/suggest.ts";
import { project, shown } from "./support.ts";

test("errors read like a compiler's", () => {
  const text = `runtime: { max_concurrent_jobs: 0, sandbox: atuo }
agents:
  a: { adapter: cluade }
  b: { adapter: claude, protocol: exec }
  c: {}
  d: { adapter: command }
  e: { adapter: command, command: x }
projects:
  - name: ../x
    worktrees: { pol: 1, pool: x }
    setup: [[1], {}]
    hooks:
    job_types:
      a b: {}
      implement: { verify: [{ name: x, rnu: y }], publish: draft_pr, system_prompt: ../../etc/passwd }
      fix: { publish: pach, retry_limit: 1.5, timeout_ms: 5 }
colour: red
`;
  expect(shown(text)).toBe(`spool.yml:1:33  runtime.max_concurrent_jobs: expected at least 1, got 0
spool.yml:1:45  runtime.sandbox: expected one of auto, require, off, got "atuo"; did you mean "auto"?
spool.yml:3:17  agents.a.adapter: expected one of claude, codex, acp, command, got "cluade"; did you mean "claude"?
spool.yml:4:25  agents.b.protocol: this key is only for the adapter codex
spool.yml:5:3  agents.c.adapter: missing; expected one of claude, codex, acp, command
spool.yml:6:3  agents.d.command: missing; expected a list
spool.yml:7:35  agents.e.command: expected a list, got text
    write it as a list: [ … ]
spool.yml:9:5  projects[0].repo: missing; expected text
spool.yml:9:11  projects[0].name: names are 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first
spool.yml:10:18  projects[0].worktrees.pol: unknown key; did you mean "pool"?
spool.yml:10:32  projects[0].worktrees.pool: expected a number, got text
spool.yml:11:14  projects[0].setup[0][0]: expected text, got the number 1
    put it in quotes
spool.yml:11:18  projects[0].setup[1]: expected text or a list, got a map
spool.yml:12:11  projects[0].hooks: expected a map, got nothing
    remove the key to get its default
spool.yml:14:7  projects[0].job_types["a b"]: job types are 1 to 60 letters, digits, dashes and underscores, a letter first
spool.yml:15:29  projects[0].job_types.implement.verify[0].run: missing; expected text
spool.yml:15:40  projects[0].job_types.implement.verify[0].rnu: unknown key; did you mean "run"?
spool.yml:15:60  projects[0].job_types.implement.publish: "draft_pr" is not available yet; choose none, patch or branch
spool.yml:15:85  projects[0].job_types.implement.system_prompt: expected a path inside the repository, relative to its root, without .. and outside .git
spool.yml:16:23  projects[0].job_types.fix.publish: expected one of none, patch, branch, got "pach"; did you mean "patch"?
spool.yml:16:42  projects[0].job_types.fix.retry_limit: expected a whole number, got the number 1.5
spool.yml:16:47  projects[0].job_types.fix.timeout_ms: unknown key; did you mean "timeout_minutes"?
spool.yml:17:1  colour: unknown key
    known here: runtime, server, git, agents, prices, projects`);
});

test("what the schema cannot know is told with its line too", () => {
  const text = `server: { listen: 0.0.0.0:7433, tls: { cert: /nowhere/c, key: /nowhere/k }, public_url: ftp://x }
agents:
  claude: { adapter: claude, env: { SPOOL_RUN_ID: x, PREFIX: $HOME/x } }
  open: { adapter: acp }
projects:
  - { name: a, repo: /a, default_agent: cluade }
  - { name: A, repo: "git@h:a", copy: [.env], credentials: { token: $T } }
  - name: b.git
    repo: http://git.example/b
    credentials: { username: u }
    job_types:
      review: { publish: patch, agent: claud, verify: [{ name: t, run: x }, { name: t, run: y }] }
`;
  expect(shown(text, { T: "t" })).toBe(`spool.yml:1:46  server.tls.cert: cannot read /nowhere/c
spool.yml:1:63  server.tls.key: cannot read /nowhere/k
spool.yml:1:89  server.public_url: expected an http or https address without user, query and fragment
spool.yml:3:51  agents.claude.env.SPOOL_RUN_ID: names that start with SPOOL_ are set by Spool itself
spool.yml:3:62  agents.claude.env.PREFIX: only a whole $NAME is replaced, not text around one
    write $$ for a $ at the start
spool.yml:4:9  agents.open: the adapter acp needs a command or a preset
    write preset: opencode or preset: gemini, or command: [program, argument]
spool.yml:6:41  projects[0].default_agent: no agent has this name; did you mean "claude"?
spool.yml:7:13  projects[1].name: another project has this name already (line 6)
spool.yml:7:39  projects[1].copy: there is nowhere to copy from: the repository is not a directory here
    set copy_from to the directory that holds these files
spool.yml:7:60  projects[1].credentials: credentials are for repositories at an https address
spool.yml:8:11  projects[2].name: a name that ends in .git, .lock or a dot is no safe directory name
spool.yml:10:18  projects[2].credentials: credentials would travel in clear text over http
    use the repository's https address
spool.yml:10:18  projects[2].credentials: missing: token, or username and password
spool.yml:12:26  projects[2].job_types.review.publish: a read_only job changes nothing, so there is nothing to publish
    write publish: none, or write_mode: workspace_write
spool.yml:12:40  projects[2].job_types.review.agent: no agent has this name; did you mean "claude"?
spool.yml:12:85  projects[2].job_types.review.verify[1].name: another step of this job type has this name`);
});

test.each([
  ["0.0.0.0:1", true],
  ["[::]:1", true],
  ["box.example:1", true],
  ["127.9.9.9:0", false],
  ["localhost:1", false],
  ["[::1]:1", false],
  ["[0:0:0:0:0:0:0:1]:1", false],
])("listening on %s is open to others: %s", (listen, remote) => {
  expect(shown(`server: { listen: "${listen}" }`).includes("can be reached from other machines")).toBe(remote);
  expect(shown(`server: { listen: "${listen}", allow_remote: true }`)).toBe("");
});

test.each(["7433", "127.0.0.1", ":7433", "127.1:80", "[::1:80", "::1:80", "a:70000", "/run/spool.sock"])(
  "%s is no address to listen on",
  (listen) => expect(shown(`server: { listen: "${listen}" }`)).toContain("expected host:port"),
);

test.each(["-x", "a..b", "a b", "a.lock", "/a", "a/", "a~1", "@", "a@{1}", "a//b", "x/.y", "a."])(
  "%s is no branch",
  (branch) => expect(shown(project(`base_branch: "${branch}"`))).toContain("not a branch name"),
);

test("a problem of the whole file has no position, and a long list is cut", () => {
  const whole = { line: 0, column: 0, path: "", message: "there is no such file" };
  expect(formatConfigErrors("x.yml", [whole])).toBe("x.yml  there is no such file");
  const many = Array.from({ length: 60 }, () => whole);
  expect(formatConfigErrors("x.yml", many).split("\n").at(-1)).toBe("… and 10 more");
});

test("the nearest word is a neighbour, or another program's name for the key", () => {
  expect(editDistance("pool", "pol")).toBe(1);
  expect(editDistance("auto", "atuo")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(nearest("Max-Jobs", ["max_jobs", "pool"])).toBe("max_jobs");
  expect(nearest("branch", ["name", "base_branch"])).toBe("base_branch");
  expect(nearest("zebra", ["name", "repo"])).toBeUndefined();
  expect(nearest("__proto__", ["name"])).toBeUndefined();
});
