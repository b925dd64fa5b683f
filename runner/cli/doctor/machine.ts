import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { execa } from "execa";
import { findSystemProgram } from "../../find-program.ts";
import { makeDirectory } from "../make-directory.ts";
import { formatSize } from "../../../shared/units.ts";
import { atLeast, failure, type Finding, ok, warning } from "./check.ts";

/** `worktree repair`, which recovery rests on, came with 2.30. */
const oldestGit = [2, 30] as const;
/** A runner that cannot write its log stops: there has to be room well before. */
const lowDisk = 5_000_000_000;
const fullDisk = 500_000_000;

export function checkNode(): Finding {
  const { node } = process.versions;
  return atLeast(node, [22, 13]) ? ok("node", node) : failure("node", node, "install Node.js 22.13 or newer");
}

export async function checkGit(): Promise<Finding> {
  const { stdout, failed } = await execa("git", ["--version"], { reject: false, timeout: 10_000 });
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(stdout ?? "")?.[1];
  if (failed || version === undefined) return failure("git", "not found", "install git 2.30 or newer");
  return atLeast(version, oldestGit) ? ok("git", version) : failure("git", version, "install git 2.30 or newer");
}

const helpers: readonly { program: string; without: string }[] = [
  { program: "flock", without: "two git writers of one mirror could meet" },
  { program: "prlimit", without: "limits of open files, processes and memory are not set" },
  { program: "unshare", without: "a run's processes have no namespace of their own" },
];

export function checkHelpers(): Finding[] {
  const findings: Finding[] = [];
  for (const { program, without } of helpers) {
    const path = findSystemProgram(program);
    findings.push(
      path === undefined
        ? warning(program, `not found: ${without}`, "install the package util-linux")
        : ok(program, path),
    );
  }
  return findings;
}

/** What agents can be confined with, tried out: a program that is installed may still not be allowed to. */
export async function checkSandbox(): Promise<Finding> {
  const bubblewrap = await tryOut("bwrap", [
    "--ro-bind",
    "/",
    "/",
    "--unshare-pid",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "true",
  ]);
  if (bubblewrap) return ok("sandbox", "bubblewrap");
  const namespace = await tryOut("unshare", ["--user", "--map-root-user", "--pid", "--fork", "true"]);
  if (namespace) {
    return warning("sandbox", "process namespace only: agents can read all that you can", "install bubblewrap");
  }
  return warning("sandbox", "none: agents run with all your rights", "install bubblewrap and allow user namespaces");
}

async function tryOut(program: string, args: readonly string[]): Promise<boolean> {
  const result = await execa(program, args, { reject: false, timeout: 10_000, stdio: "ignore" });
  return !result.failed;
}

export async function checkDataDirectory(path: string): Promise<Finding[]> {
  const name = "data directory";
  try {
    await makeDirectory(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const { mode, uid } = await stat(path);
    const findings = [await checkSpace(path)];
    if (uid !== process.getuid?.())
      return [failure(name, `${path} belongs to another user`, `chown it to yourself`), ...findings];
    if ((mode & 0o077) !== 0) {
      return [failure(name, `${path} is open to others`, `chmod 700 ${path}`), ...findings];
    }
    return [ok(name, path), ...findings];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return [
      failure(name, `${path} cannot be used (${code})`, `make ${dirname(path)} writable, or set runtime.data_dir`),
    ];
  }
}

async function checkSpace(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const found = `${formatSize(free)} free`;
  if (free < fullDisk) return failure("disk", found, "make room: spool worktree prune --all");
  return free < lowDisk ? warning("disk", found, "worktrees need room: spool worktree prune") : ok("disk", found);
}
