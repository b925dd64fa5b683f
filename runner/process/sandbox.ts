import { statSync } from "node:fs";
import { SpoolError } from "../../shared/errors.ts";
import { bubblewrapArguments } from "./bubblewrap.ts";

/**
 * `bubblewrap`: files are protected, and killing is complete. `namespace`: killing is complete, files are open.
 * `none`: killing finds what carries the mark or is related to what does; a daemon that left its session and cleared
 * its environment escapes.
 */
export type SandboxLevel = "bubblewrap" | "namespace" | "none";

export interface SandboxWants {
  /** Absolute paths, each of which must exist. The most specific path wins over those that contain it. */
  writable: string[];
  /** Must exist: what is to be protected and is not there could be made by the command. */
  readOnly: string[];
  /** Folders that must look empty, such as the runner's own data. */
  hidden: string[];
  /** False: no network at all, not even the host's loopback. */
  network: boolean;
  /** The command's HOME: an empty private folder, but for what the lists above put into it. */
  home?: string;
}

export type SandboxTry = { available: true; argv: string[] } | { available: false; reason: string };

/** What this machine can do, see `probeSandbox`. `argv` starts the tool, without its options for one process. */
export interface SandboxProbe {
  bubblewrap: SandboxTry;
  namespace: SandboxTry;
}

export interface SandboxPlan {
  level: SandboxLevel;
  /** Goes before the command. */
  argv: string[];
  /** Why it is not more than this, one sentence each, for people. */
  reasons: string[];
}

/** `require` asks for file protection and throws `unavailable` without it; `auto` takes the best there is. */
export function planSandbox(
  mode: "auto" | "require" | "off",
  probe: SandboxProbe,
  wants: SandboxWants,
  kindOf: KindOfPath = kindOnDisk,
): SandboxPlan {
  if (mode === "off")
    return { level: "none", argv: [], reasons: ["the sandbox is switched off", ...noneWarnings(wants)] };
  const { bubblewrap, namespace } = probe;
  if (bubblewrap.available) {
    return { level: "bubblewrap", argv: [...bubblewrap.argv, ...bubblewrapArguments(wants, kindOf)], reasons: [] };
  }
  const reasons = [`no file protection: ${bubblewrap.reason}`];
  if (mode === "require") {
    throw new SpoolError("unavailable", `a sandbox is required and not available: ${bubblewrap.reason}`, {
      hint: "install bubblewrap on the build box and allow unprivileged user namespaces",
    });
  }
  if (namespace.available) {
    return { level: "namespace", argv: namespaceArguments(namespace.argv, wants.network), reasons };
  }
  return {
    level: "none",
    argv: [],
    reasons: [...reasons, `no complete kill: ${namespace.reason}`, ...noneWarnings(wants)],
  };
}

export type KindOfPath = (path: string) => "file" | "folder" | undefined;

function kindOnDisk(path: string): "file" | "folder" | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && (stat.isDirectory() ? "folder" : "file");
}

/**
 * The first process of a PID namespace gets no signal that it has no handler for, so the command must not be the first:
 * a shell stands there, takes TERM without dying, reaps, and passes the status on.
 */
const namespaceInit = 'trap : HUP INT TERM; "$@"; exit $?';

function namespaceArguments(argv: string[], network: boolean): string[] {
  return [...argv, ...(network ? [] : ["--net"]), "--", "/bin/sh", "-c", namespaceInit, "spool-init"];
}

function noneWarnings(wants: SandboxWants): string[] {
  return wants.network ? [] : ["the network cannot be cut off"];
}
