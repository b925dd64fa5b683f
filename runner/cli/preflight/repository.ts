import { SpoolError } from "../../../shared/errors.ts";
import type { PreflightRange } from "../../gates/preflight/request.ts";
import { runGit } from "../../workspace/git.ts";

/** A repository of a person, not one of the runner's mirrors. */
export interface PlainRepository {
  /** Its worktree; the git directory of a bare one. */
  directory: string;
  gitDirectory: string;
}

export async function openRepository(path: string): Promise<PlainRepository> {
  const ask = async (...args: string[]) => {
    const { stdout, code, stderr } = await runGit(["-C", path, "rev-parse", ...args], { accept: [0, 1, 128, 129] });
    return code === 0 ? { text: stdout.toString().trimEnd() } : { why: stderr.trim().split("\n").at(-1) ?? "" };
  };
  const found = await ask("--absolute-git-dir");
  if (found.text === undefined) {
    throw new SpoolError("invalid_input", `${path} is in no git repository that can be read: ${found.why}`, {
      hint: "name one with --repo",
    });
  }
  const top = await ask("--show-toplevel");
  return { gitDirectory: found.text, directory: top.text === undefined || top.text === "" ? found.text : top.text };
}

export interface ChosenRange {
  checked: PreflightRange;
  /** For programs. */
  shown: { kind: "commits"; base: string; head: string } | { kind: "staged" };
  /** For people. */
  text: string;
}

/** `a..b`, `a...b` (since they parted), `a` (what HEAD has beyond it); without any, what HEAD has beyond its upstream. */
export async function rangeOf(
  repository: PlainRepository,
  given: string | undefined,
  baseBranch: string | null,
): Promise<ChosenRange> {
  const resolve = (name: string) => commitOf(repository, name);
  const commits = (base: string, head: string, text: string): ChosenRange => ({
    checked: { kind: "commits", head, exclude: [base] },
    shown: { kind: "commits", base, head },
    text,
  });
  if (given !== undefined) {
    const match = /^(.+?)(?:(\.\.\.?)(.*))?$/.exec(given);
    const [, base = given, dots, end] = match ?? [];
    const headName = end === undefined || end === "" ? "HEAD" : end;
    const [from, head] = [await resolve(base), await resolve(headName)];
    if (from === undefined || head === undefined) {
      const missing = from === undefined ? base : headName;
      throw new SpoolError("not_found", `no commit ${missing} in ${repository.directory}`, {
        details: { field: "range" },
      });
    }
    // What the base has and the head has not is no part of it either way.
    return commits(from, head, dots === undefined ? `${base}..HEAD` : given);
  }
  const head = await resolve("HEAD");
  for (const name of ["@{upstream}", ...(baseBranch === null ? [] : [`origin/${baseBranch}`, baseBranch])]) {
    const base = await resolve(name);
    if (base !== undefined && head !== undefined) return commits(base, head, `${name}..HEAD`);
  }
  throw new SpoolError("invalid_input", "the current branch has no upstream to compare with", {
    hint: "give a range, such as main..HEAD, or --staged",
    details: { field: "range" },
  });
}

async function commitOf({ gitDirectory }: PlainRepository, name: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const result = await runGit(args, { environment: { GIT_DIR: gitDirectory }, accept: [0, 1, 128] });
  return result.code === 0 ? result.stdout.toString().trim() : undefined;
}
