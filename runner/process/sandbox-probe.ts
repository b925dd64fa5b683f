import { markVariable } from "./process-set.ts";
import { runCommand } from "./run-command.ts";
import { planSandbox, type SandboxProbe, type SandboxTry, type SandboxWants } from "./sandbox.ts";
import { findSystemProgram } from "../find-program.ts";

const nothing: SandboxWants = { writable: [], readOnly: [], hidden: [], network: true };
const absent: SandboxTry = { available: false, reason: "not tried" };
const timeoutMs = 10_000;

let probed: Promise<SandboxProbe> | undefined;

/** Tries each level for real, once per runner: a kernel or AppArmor may forbid what is installed. */
export function probeSandbox(): Promise<SandboxProbe> {
  probed ??= tryLevels(findSystemProgram("bwrap"), findSystemProgram("unshare"));
  return probed;
}

/** As `probeSandbox`, with the programs to try and no memory. */
export async function tryLevels(bwrap: string | undefined, unshare: string | undefined): Promise<SandboxProbe> {
  const [bubblewrap, namespace] = await Promise.all([tryBubblewrap(bwrap), tryNamespace(unshare)]);
  return { bubblewrap, namespace };
}

async function tryBubblewrap(path: string | undefined): Promise<SandboxTry> {
  if (!path) return { available: false, reason: "bubblewrap (bwrap) is not installed" };
  const argv = [path];
  const plan = planSandbox("auto", { bubblewrap: { available: true, argv }, namespace: absent }, nothing);
  const problem = await problemOf(plan.argv);
  return problem === undefined ? { available: true, argv } : { available: false, reason: `bwrap fails: ${problem}` };
}

async function tryNamespace(path: string | undefined): Promise<SandboxTry> {
  if (!path) return { available: false, reason: "unshare of util-linux is not installed" };
  const common = ["--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
  const ways = [["--user", "--map-current-user", ...common]];
  // Root in a user namespace of its own would lose its power over other users' files.
  if (process.getuid?.() === 0) ways.unshift(common);
  let problem: string | undefined;
  for (const way of ways) {
    const argv = [path, ...way];
    const plan = planSandbox("auto", { bubblewrap: absent, namespace: { available: true, argv } }, nothing);
    const failure = await problemOf(plan.argv);
    if (failure === undefined) return { available: true, argv };
    problem ??= failure;
  }
  return { available: false, reason: `unshare fails: ${problem}` };
}

/** A status of its own choice shows that the command really ran, and that its status comes through. */
async function problemOf(prefix: string[]): Promise<string | undefined> {
  const argv = [...prefix, "/bin/sh", "-c", `[ -n "$${markVariable}" ] && exit 7`];
  const result = await runCommand(argv, { cwd: "/", environment: {}, timeoutMs });
  if (result.kind === "exited" && result.code === 7) return undefined;
  if (result.kind === "not_started") return result.reason;
  return result.stderr.toString().trim().split("\n").at(-1) || `it ended with ${result.kind}`;
}
