import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitError } from "./git-error.ts";

/** Neither may hold a newline. */
export interface Credentials {
  username: string;
  password: string;
}

/**
 * What git runs to ask. The answer is read from an inherited descriptor of a file that has no name any more, and given
 * only for the host it is meant for: a redirect or a submodule elsewhere gets nothing.
 */
export const askpassScript = `#!/bin/sh
case "$1" in
  *"//$SPOOL_ASKPASS_HOST'"* | *"@$SPOOL_ASKPASS_HOST'"*) ;;
  *) exit 1 ;;
esac
case "$1" in
  Username*) sed -n 1p /proc/self/fd/3 ;;
  Password*) sed -n 2p /proc/self/fd/3 ;;
  *) exit 1 ;;
esac
`;

/** The file is unlinked before the secret is written: a runner killed at any instant leaves none on disk. */
export async function openCredentials(credentials: Credentials): Promise<FileHandle> {
  if (/[\n\0]/.test(credentials.username + credentials.password)) {
    throw new GitError("auth_failed", "a user name or token cannot hold a line break");
  }
  const path = join(tmpdir(), `.spool-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  try {
    await unlink(path);
    await file.writeFile(`${credentials.username}\n${credentials.password}\n`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

export interface Remote {
  /** Without user information, except the user name of an SSH URL. */
  url: string;
  /** What stood in the URL, for the caller to keep where secrets are kept. */
  credentials?: Credentials;
  /** `host` or `host:port` of an HTTP remote. */
  host?: string;
  local: boolean;
}

/** Takes a configured remote apart. Throws `remote_forbidden` for what is no plain path or URL. */
export function parseRemote(configured: string): Remote {
  if (configured.startsWith("-") || /^[A-Za-z0-9+.-]*::/.test(configured) || /[\n\0]/.test(configured)) {
    throw new GitError("remote_forbidden", "the remote is neither a path nor a plain URL");
  }
  if (configured.startsWith("/")) return { url: configured, local: true };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(configured)?.[1]?.toLowerCase();
  switch (scheme) {
    case "file":
      return { url: configured, local: true };
    case "git":
      return { url: configured, local: false };
    case "ssh":
    case "http":
    case "https":
      return parseUrl(configured);
    case undefined:
      if (/^[^/:\s]+:.+/.test(configured)) return { url: configured, local: false };
      throw new GitError("remote_forbidden", `${JSON.stringify(configured)} is not an absolute path or a URL`);
    default:
      throw new GitError("remote_forbidden", `git over ${scheme} is not allowed`);
  }
}

function parseUrl(configured: string): Remote {
  let url: URL;
  try {
    url = new URL(configured);
  } catch {
    throw new GitError("remote_forbidden", "the remote's URL cannot be read");
  }
  const isHttp = url.protocol !== "ssh:";
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.password = "";
  if (isHttp) url.username = "";
  const remote: Remote = { url: url.href, local: false };
  if (isHttp) remote.host = url.host;
  if (isHttp && (username || password)) remote.credentials = { username, password };
  return remote;
}
