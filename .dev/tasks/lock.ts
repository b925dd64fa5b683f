import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../build.ts";

// Run after changing dependencies. A registry that does not show a package for a foreign platform makes npm leave it
// out of the lock file, and then `npm ci` refuses the whole lock ("Missing: x from lock file"). This puts the
// left-out platform packages back, as entries that only their own platform will ever fetch.

interface Locked {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const path = join(root, "package-lock.json");
const lock = JSON.parse(await readFile(path, "utf8")) as { packages: Record<string, Locked> };
const platforms = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

const added: string[] = [];
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key]) continue;
    const os = platforms.find((candidate) => name.includes(candidate));
    const cpu = processors.find((candidate) => name.includes(`-${candidate}`));
    if (!os || !cpu) throw new Error(`${name} is missing from the lock and does not name its platform`);
    lock.packages[key] = { version, cpu: [cpu], optional: true, os: [os], ...(entry.dev && { dev: true }) };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`lock: ${added.length} platform packages put back\n`);
