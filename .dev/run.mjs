// Entry of every npm script. Plain JavaScript for the oldest Node a user may have (18): it installs what the lock file
// names when that is not there yet, then runs the task on the Node that the repository carries.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".spool-lock");
const guard = join(root, ".dev", ".installing");

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

/** One install at a time; a guard left by a killed install is taken over once its process is gone. */
function takeGuard() {
  for (;;) {
    try {
      mkdirSync(guard);
      writeFileSync(join(guard, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    let alive = true;
    try {
      process.kill(Number(readFileSync(join(guard, "pid"), "utf8")), 0);
    } catch (error) {
      const young = existsSync(guard) && Date.now() - statSync(guard).mtimeMs < 2000;
      alive = error.code === "EPERM" || young;
    }
    if (!alive) rmSync(guard, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function install() {
  takeGuard();
  try {
    if (installed()) return;
    process.stderr.write("spool: installing what package-lock.json names (once) …\n");
    // --ignore-scripts: nothing here needs one, and from a lock file npm would run node-gyp for better-sqlite3, whose
    // prebuilt binary ships in the package. It asks for a newer Node than npm may run on: the warning would mislead.
    const result = spawnSync(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--engine-strict=false"],
      { cwd: root, stdio: ["ignore", 2, 2] },
    );
    if (result.error) throw result.error;
    if (result.status !== 0) {
      process.stderr.write("spool: npm ci failed, see above. Is the npm registry reachable?\n");
      process.exit(result.status ?? 1);
    }
    writeFileSync(stamp, lockHash());
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

function carriedNode() {
  const path = join(modules, `node-${process.platform}-${process.arch}`, "bin", "node");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const own = major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
  return existsSync(path) ? path : own;
}

const [task, ...args] = process.argv.slice(2);
if (!installed()) install();
const node = carriedNode();
if (!node) {
  process.stderr.write(
    `spool: no Node 24 for ${process.platform}-${process.arch} comes with the repository, and this is Node ` +
      `${process.versions.node}. Install Node 22.18 or newer and run the command again.\n`,
  );
  process.exit(1);
}
const child = spawn(
  node,
  ["--disable-warning=ExperimentalWarning", join(root, ".dev", "tasks", `${task}.ts`), ...args],
  {
    cwd: process.env.INIT_CWD && task === "spool" ? process.env.INIT_CWD : root,
    stdio: "inherit",
    // What a person types for `spool` here, for hints that name commands.
    env: {
      ...process.env,
      SPOOL_COMMAND: "npm run -s spool --",
      PATH: `${dirname(node)}:${join(modules, ".bin")}:${process.env.PATH}`,
    },
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  process.exit(code ?? 1);
});
