import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PreflightReport } from "../../../shared/model/preflight.ts";
import { checkRange } from "../../../runner/gates/preflight/preflight.ts";
import type { PreflightRules } from "../../../runner/gates/preflight/request.ts";

export const ada = { name: "Ada", email: "ada@example.test" };

/** Made up, and in parts: this repository holds none in one piece. */
export const madeUpToken = ["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_");

export const plainRules: PreflightRules = {
  author: ada,
  contract: null,
  planned: [],
  maxFileBytes: 1 << 20,
  allowPaths: [],
  forbiddenNames: [],
  protectedPaths: [],
  allowSecrets: [],
  timeoutMs: 120_000,
};

/** A real repository whose first commit is the base. */
export class Repository implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "spool-preflight-"));
  readonly base: string;

  constructor(files: Record<string, string | Buffer> = { "README.md": "hello\n" }) {
    this.git("init", "--quiet", "--initial-branch=main");
    this.base = this.commit(files, "start");
  }

  git(...args: string[]): string {
    return this.gitAs(ada, ...args);
  }

  gitAs({ name, email }: { name: string; email: string }, ...args: string[]): string {
    const env = {
      ...process.env,
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
    };
    return execFileSync("git", ["-C", this.path, "-c", "protocol.file.allow=always", ...args], { env, stdio: "pipe" })
      .toString()
      .trim();
  }

  write(files: Record<string, string | Buffer>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  /** Commits everything; returns the commit. */
  commit(files: Record<string, string | Buffer> = {}, message = "change", who = ada): string {
    this.write(files);
    this.git("add", "--all");
    this.gitAs(who, "commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  check(rules: Partial<PreflightRules> = {}, signal?: AbortSignal): Promise<PreflightReport> {
    const range = { kind: "commits", head: this.git("rev-parse", "HEAD"), exclude: [this.base] } as const;
    const git = { directory: join(this.path, ".git") };
    return checkRange({ git, range, rules: { ...plainRules, ...rules } }, signal);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** `rule path:line` of each finding. */
export function short({ findings }: PreflightReport): string[] {
  return findings.map(({ rule, path, line, place }) =>
    [rule, path === null ? place : `${path}${line === null ? "" : `:${line}`}`].join(" "),
  );
}
