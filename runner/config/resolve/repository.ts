import { fileURLToPath } from "node:url";
import type { KeyPath } from "../key-path.ts";
import { expandPath } from "../machine-path.ts";
import type { ResolveContext } from "./context.ts";

export interface Repository {
  /** As git takes it: a URL, `user@host:path`, or an absolute path. */
  repo: string;
  /** Absolute; null when it is on another machine. */
  directory: string | null;
  /** Whether credentials may be sent to it. */
  credentials: "allowed" | "clear_text" | "unused";
}

const remoteSchemes: ReadonlySet<string> = new Set(["https:", "http:", "ssh:", "git+ssh:", "git:"]);

/** `projects[].repo`. A URL with a password in it is refused: git would write it into the mirror's configuration. */
export function resolveRepository(text: string, path: KeyPath, context: ResolveContext): Repository {
  const refuse = (message: string, hint?: string): Repository => {
    context.report(path, message, hint === undefined ? {} : { hint });
    // As if it were here and took credentials: one mistake is to be reported once.
    return { repo: "", directory: "", credentials: "allowed" };
  };
  if (text.startsWith("-")) return refuse("a repository cannot start with a dash");
  if (/^[A-Za-z0-9+.-]+::/.test(text)) return refuse("git remote helpers (name::address) are not supported");
  if (/[\r\n]/.test(text)) return refuse("expected one line");
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return resolveUrl(text, refuse);
  // As git decides it: a colon before the first slash makes it a host.
  if (/^[^/~][^/]*:/.test(text)) return { repo: text, directory: null, credentials: "unused" };
  const directory = expandPath(text, context.home, context.directory);
  return { repo: directory, directory, credentials: "unused" };
}

function resolveUrl(text: string, refuse: (message: string, hint?: string) => Repository): Repository {
  if (!URL.canParse(text)) return refuse("this URL cannot be read");
  const url = new URL(text);
  if (url.protocol === "file:") {
    try {
      return { repo: text, directory: fileURLToPath(url), credentials: "unused" };
    } catch {
      // A host in it, or an encoded slash: no path of this machine.
      return refuse("a file URL must name a path on this machine: file:///path");
    }
  }
  if (!remoteSchemes.has(url.protocol)) {
    return refuse(`repositories are reached by https, ssh, git, file or a path, not by ${url.protocol.slice(0, -1)}`);
  }
  const web = url.protocol === "https:" || url.protocol === "http:";
  if (url.password !== "" || (web && url.username !== "")) {
    return refuse("user and password must not stand in the address", "use credentials: { username: …, token: $NAME }");
  }
  if (!web) return { repo: text, directory: null, credentials: "unused" };
  const loopback = ["localhost", "[::1]"].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  return {
    repo: text,
    directory: null,
    credentials: url.protocol === "https:" || loopback ? "allowed" : "clear_text",
  };
}
