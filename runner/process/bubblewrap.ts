import { SpoolError } from "../../shared/errors.ts";
import type { KindOfPath, SandboxWants } from "./sandbox.ts";

/** What a command needs of the system to run at all. Everything that is not named here does not exist inside. */
const systemFolders = [
  "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix/store",
  // Where /etc/resolv.conf points to on hosts with systemd-resolved; without it no name resolves.
  "/run/systemd/resolve",
]; // prettier-ignore

interface Mount {
  path: string;
  options: string[];
}

/** Options of `bwrap` for one process, the command to follow. Throws `invalid_input` when a named path is missing. */
export function bubblewrapArguments(wants: SandboxWants, kindOf: KindOfPath): string[] {
  const mounts = [
    ...["/tmp", "/var/tmp", "/run", ...(wants.home ? [wants.home] : [])].map(emptyFolder),
    ...systemFolders.map((path) => ({ path, options: ["--ro-bind-try", path, path] })),
    { path: "/proc", options: ["--proc", "/proc"] },
    { path: "/dev", options: ["--dev", "/dev"] },
    // Hidden before bound, where both name one path: a folder that is asked for is wanted.
    ...wants.hidden.filter((path) => needsHiding(path, wants, kindOf)).map(emptyFolder),
    ...wants.writable.map((path) => bound("--bind", path, kindOf)),
    ...wants.readOnly.map((path) => bound("--ro-bind", path, kindOf)),
  ];
  return [
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    ...(wants.network ? [] : ["--unshare-net"]),
    "--die-with-parent",
    "--new-session",
    // A later mount covers an earlier one, so containing folders come first. The sort is stable.
    ...mounts.sort((one, other) => depth(one.path) - depth(other.path)).flatMap(({ options }) => options),
    "--",
  ];
}

function emptyFolder(path: string): Mount {
  return { path, options: ["--tmpfs", path] };
}

function bound(option: string, path: string, kindOf: KindOfPath): Mount {
  if (!path.startsWith("/") || kindOf(path) === undefined) {
    throw new SpoolError("invalid_input", `${path} cannot be put into a sandbox: it must be absolute and exist`);
  }
  return { path, options: [option, path, path] };
}

/** Only what would be seen: covering anything else would make a folder of that name in a real one. */
function needsHiding(path: string, { writable, readOnly }: SandboxWants, kindOf: KindOfPath): boolean {
  const visible = [...systemFolders, ...writable, ...readOnly].some((folder) => isInside(path, folder));
  const kind = visible ? kindOf(path) : undefined;
  if (kind === "file") throw new SpoolError("invalid_input", `${path} cannot be hidden: it is not a folder`);
  return kind === "folder";
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function depth(path: string): number {
  return path.split("/").filter(Boolean).length;
}
