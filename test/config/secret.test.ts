import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, inspect } from "node:util";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { effectiveConfig } from "../../runner/config/effective.ts";
import { soundsSecret } from "../../runner/config/resolve/reference.ts";
import { Secret, revealEnvironment } from "../../runner/config/secret.ts";
import { configOf, problemsOf, project, shown, temporaryDirectory } from "./support.ts";

const value = "hunter2-hunter2";

test("a secret prints as [secret] wherever it is printed, and only reveal gives it", () => {
  const secret = new Secret("$TOKEN", value);
  const lines: string[] = [];
  pino({}, { write: (line: string) => lines.push(line) }).info({ secret, deep: { list: [secret] } }, "started");
  const printed = [
    String(secret),
    [secret].join(),
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ a: [secret] }, { customInspect: false, showHidden: true }),
    format("%s %o %j", secret, secret, secret),
    inspect(new Error("x", { cause: { secret } })),
    ...lines,
  ];
  for (const text of printed) expect(text).not.toContain(value);
  expect(lines.join()).toContain("[secret]");
  expect(Object.values(secret)).toEqual(["$TOKEN"]);
  expect(JSON.stringify(structuredClone(secret))).not.toContain(value);
  expect(secret.reveal()).toBe(value);
});

test("an environment is revealed as a whole, for a process to start with", () => {
  const config = configOf("agents: { a: { adapter: claude, env: { GH_TOKEN: $T, LANG: C, API_KEY: '' } } }", {
    T: value,
  });
  const agent = config.agents["a"];
  expect(revealEnvironment(agent?.environment ?? {})).toEqual({ GH_TOKEN: value, LANG: "C", API_KEY: "" });
  expect(JSON.stringify(config)).not.toContain(value);
  expect(inspect(config, { depth: 20, showHidden: true })).not.toContain(value);
  expect(effectiveConfig(config)).toMatchObject({ agents: { a: { env: { GH_TOKEN: "$T", LANG: "C" } } } });
});

describe("a literal secret is refused and not repeated", () => {
  test.each([
    ["agents: { a: { adapter: claude, env: { GITHUB_TOKEN: hunter2-hunter2 } } }", "agents.a.env.GITHUB_TOKEN"],
    ["agents: { a: { adapter: claude, env: { openai_apikey: hunter2-hunter2 } } }", "agents.a.env.openai_apikey"],
    ["agents: { a: { adapter: claude, env: { K: $hunter2-hunter2 } } }", "agents.a.env.K"],
    ["agents: { a: { adapter: hunter2-hunter2 } }", "agents.a.adapter"],
    ["agents: { a: { adapter: [hunter2-hunter2] } }", "agents.a.adapter"],
    ["server: { listen: hunter2-hunter2 }", "server.listen"],
    ["projects: [{ name: a, repo: 'https://h/a', credentials: { token: hunter2-hunter2 } }]", "credentials.token"],
    ["projects: [{ name: a, repo: 'https://h/a', credentials: [hunter2-hunter2] }]", "credentials"],
    ["runtime: [hunter2-hunter2", ""],
    ["runtime: @hunter2-hunter2", ""],
    ["runtime: !hunter2-hunter2 x", ""],
    ["runtime: *hunter2-hunter2", "runtime"],
    ['runtime: "hunter2-hunter2" : x', ""],
  ])("%s", (text, path) => {
    expect(
      problemsOf(text)
        .map((problem) => problem.path)
        .join(),
    ).toContain(path);
    expect(problemsOf(text)).not.toEqual([]);
    expect(JSON.stringify(problemsOf(text))).not.toContain(value);
  });

  test("with the way to do it right", () => {
    expect(shown("agents: { a: { adapter: claude, env: { GITHUB_TOKEN: x } } }"))
      .toBe(`spool.yml:1:54  agents.a.env.GITHUB_TOKEN: a secret must not stand in the file itself
    write GITHUB_TOKEN: $NAME for an environment variable, or file:/path for a file that only you can read`);
  });
});

test.each([
  ["GITHUB_TOKEN", true],
  ["OPENAI_APIKEY", true],
  ["db_password_old", true],
  ["AWS_SECRET_ACCESS_KEY", true],
  ["CLAUDE_CODE_MAX_OUTPUT_TOKENS", false],
  ["LANG", false],
])("%s sounds secret: %s", (name, sounds) => expect(soundsSecret(name)).toBe(sounds));

test("a variable that is not set is named, with the key", () => {
  const text = "agents: { a: { adapter: claude, env: { GH: $MISSING, GL: $EMPTY } } }";
  expect(shown(text, { EMPTY: "" })).toBe(`spool.yml:1:44  agents.a.env.GH: the environment variable MISSING is not set
    set MISSING where the runner starts, or refer to a file: file:/path
spool.yml:1:58  agents.a.env.GL: the environment variable EMPTY is empty
    set EMPTY where the runner starts, or refer to a file: file:/path`);
});

describe("a secret file", () => {
  const withToken = (path: string): string =>
    `projects: [{ name: a, repo: "https://h/a", credentials: { username: u, password: "file:${path}" } }]`;

  test("is read, without its last line end, relative to the configuration", () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, "token"), `${value}\r\n\n`, { mode: 0o600 });
    const config = configOf(withToken("token"), {}, join(directory.path, "spool.yml"));
    const credentials = config.projects[0]?.credentials;
    expect(credentials?.username).toBe("u");
    expect(credentials?.password.reveal()).toBe(value);
    expect(credentials?.password.reference).toBe(`file:${join(directory.path, "token")}`);
  });

  test.each<[string, (path: string) => void, string]>([
    ["missing", () => undefined, "cannot read the secret file"],
    ["a directory", (path) => mkdirSync(path), "is not a regular file"],
    ["a pipe", (path) => execFileSync("mkfifo", ["-m", "600", path]), "is not a regular file"],
    ["open to the group", (path) => (writeFileSync(path, value), chmodSync(path, 0o640)), "by others"],
    ["open to all", (path) => (writeFileSync(path, value), chmodSync(path, 0o604)), "by others"],
    ["empty", (path) => writeFileSync(path, "\n", { mode: 0o600 }), "is empty"],
    ["huge", (path) => writeFileSync(path, value.repeat(9999), { mode: 0o600 }), "is larger than"],
  ])("that is %s is refused", (_name, make, message) => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "token");
    make(path);
    const problems = problemsOf(withToken(path));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.hint ?? "chmod 600").toContain("chmod 600");
    expect(JSON.stringify(problems)).not.toContain(value);
  });
});

test("a password needs a user, and is not given beside a token", () => {
  const https = (credentials: string): string =>
    shown(project("").replace("/srv/a", `https://h/a\n    credentials: ${credentials}`), { P: "p" });
  expect(https("{ password: $P }")).toContain("a password needs a username");
  expect(https("{ username: u, password: $P, token: $P }")).toContain("not both");
  expect(https("{ username: u, password: $P }")).toBe("");
});
