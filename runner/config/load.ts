import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { readAncestor } from "./ancestor/read.ts";
import type { SpoolConfig } from "./config.ts";
import type { ConfigNotice, ConfigProblem } from "./problem.ts";
import { resolveConfig } from "./resolve/resolve.ts";
import { checkFile } from "./schema/check.ts";
import { readYaml } from "./yaml/read.ts";
import { decodeText, largestFile } from "./yaml/text.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigSource {
  /** Absolute. */
  path: string;
  /** Epoch milliseconds. */
  mtime: number;
  /** SHA-256 of the content, hexadecimal. */
  hash: string;
}

export type LoadedConfig =
  | { ok: true; config: SpoolConfig; notices: ConfigNotice[]; source: ConfigSource }
  | { ok: false; path: string; problems: ConfigProblem[] };

export type ParsedConfig =
  | { ok: true; config: SpoolConfig; notices: ConfigNotice[] }
  | { ok: false; problems: ConfigProblem[] };

/**
 * Reads a configuration file. What is wrong with it, its absence included, comes back as problems; nothing is thrown for
 * any content. `environment` is where `$NAME` references and `HOME` are looked up.
 */
export async function loadConfig(path: string, environment: Environment): Promise<LoadedConfig> {
  const file = resolve(path);
  const read = await readWhole(file);
  if (!read.ok) return { ok: false, path: file, problems: read.problems };
  const decoded = decodeText(read.bytes);
  const parsed = decoded.ok ? parseConfig(decoded.text, file, environment) : decoded;
  if (!parsed.ok) return { ok: false, path: file, problems: parsed.problems };
  const hash = createHash("sha256").update(read.bytes).digest("hex");
  return { ...parsed, source: { path: file, mtime: read.mtime, hash } };
}

/** The content of a configuration file that is, or will be, at `path` (absolute). */
export function parseConfig(text: string, path: string, environment: Environment): ParsedConfig {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const { data, locate, notices, rename } = readAncestor(yaml.data, yaml.locate, path);
  const checked = checkFile(data, locate);
  if (!checked.ok) return { ok: false, problems: checked.problems.map(rename) };
  const home = homeDirectory(environment);
  const resolved = resolveConfig(checked.file, locate, { environment, home, directory: dirname(path) });
  return resolved.ok ? { ...resolved, notices } : { ok: false, problems: resolved.problems.map(rename) };
}

export function homeDirectory(environment: Environment): string {
  return environment["HOME"] || homedir();
}

type ReadFile = { ok: true; bytes: Uint8Array; mtime: number } | { ok: false; problems: ConfigProblem[] };

async function readWhole(file: string): Promise<ReadFile> {
  const refuse = (message: string, hint?: string): ReadFile => ({
    ok: false,
    problems: [{ line: 0, column: 0, path: "", message, ...(hint !== undefined && { hint }) }],
  });
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK a named pipe at this path would hold a thread for ever.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT") return refuse("there is no such file", "spool init writes one to start from");
    return refuse(`cannot be read (${code})`);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return refuse("is not a regular file");
    if (stat.size > largestFile) return refuse(`has ${stat.size} bytes; a configuration has at most ${largestFile}`);
    return { ok: true, bytes: await handle.readFile(), mtime: Math.trunc(stat.mtimeMs) };
  } finally {
    await handle.close();
  }
}
