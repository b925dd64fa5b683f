import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";

export interface InstalledRunner {
  /** The `spool` that npm linked. */
  program: string;
  /** As of a new user: an empty home, no cache, and Node 24 before whatever this machine has. */
  environment: Record<string, string>;
}

/** Installs a tarball with npm as a person would, with `--global`, into a folder of its own. */
export async function installRunner(tarball: string, folder: string): Promise<InstalledRunner> {
  const [home, prefix] = ["home", "prefix"].map((name) => join(folder, name)) as [string, string];
  await mkdir(home);
  await mkdir(prefix);
  const environment: Record<string, string> = {
    PATH: `${join(prefix, "bin")}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LANG: "C.UTF-8",
    TMPDIR: folder,
  };
  // How this machine reaches the registry, which a proxy with a certificate of its own may stand before. npm looks for its
  // global settings beside the Node that runs it, where there are none: the machine's own npm is asked for them.
  const own = { PATH: "/usr/local/bin:/usr/bin:/bin" };
  for (const name of ["registry", "cafile"]) {
    const { stdout, failed } = await execa("npm", ["config", "get", name], { env: own, reject: false });
    if (!failed && stdout !== "" && stdout !== "null") environment[`npm_config_${name}`] = stdout;
  }
  for (const [name, value] of Object.entries(process.env)) {
    if (/^(https?_proxy|no_proxy|npm_config_registry|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i.test(name)) {
      environment[name] = value ?? "";
    }
  }
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await execa("npm", ["install", "--global", "--prefix", prefix, ...quiet, tarball], {
    env: environment,
    extendEnv: false,
  });
  return { program: join(prefix, "bin", "spool"), environment };
}
