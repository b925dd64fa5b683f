import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { formatKeyPath, type KeyPath } from "../key-path.ts";
import { expandPath } from "../machine-path.ts";
import { Secret } from "../secret.ts";
import type { ResolveContext } from "./context.ts";

type Reference = { kind: "variable"; name: string } | { kind: "file"; path: string } | { kind: "literal" };

const largestSecret = 64 * 1024;

function parseReference(text: string): Reference {
  const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];
  if (variable !== undefined) return { kind: "variable", name: variable };
  return text.startsWith("file:") && text.length > 5 ? { kind: "file", path: text.slice(5) } : { kind: "literal" };
}

/** A value that is a secret by nature. A literal one is refused: the file is shown, copied and committed. */
export function resolveSecret(text: string, path: KeyPath, context: ResolveContext): Secret {
  return resolveReference(text, path, context) ?? refuseLiteral(path, context);
}

/**
 * A value that may be a secret: `$NAME` and `file:path` are references, `$$` at the start stands for a `$`, anything else
 * is the value itself, unless the name says that it is a secret.
 */
export function resolveValue(name: string, text: string, path: KeyPath, context: ResolveContext): string | Secret {
  const secret = resolveReference(text, path, context);
  if (secret) return secret;
  if (text !== "" && soundsSecret(name)) return refuseLiteral(path, context);
  if (text.startsWith("$$")) return text.slice(1);
  if (text.startsWith("$")) {
    context.report(path, "only a whole $NAME is replaced, not text around one", {
      hint: "write $$ for a $ at the start",
    });
  }
  return text;
}

/** Some part of the name ends like `TOKEN`: `GITHUB_TOKEN`, `OPENAI_APIKEY`, `DB_PASSWORD_OLD`; not `MAX_OUTPUT_TOKENS`. */
export function soundsSecret(name: string): boolean {
  return name
    .toUpperCase()
    .split("_")
    .some((part) => /(TOKEN|KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$/.test(part));
}

function refuseLiteral(path: KeyPath, context: ResolveContext): Secret {
  context.report(path, "a secret must not stand in the file itself", {
    hint: `write ${formatKeyPath(path.slice(-1))}: $NAME for an environment variable, or file:/path for a file that only you can read`,
  });
  return new Secret("", "");
}

function resolveReference(text: string, path: KeyPath, context: ResolveContext): Secret | undefined {
  const reference = parseReference(text);
  switch (reference.kind) {
    case "literal":
      return undefined;
    case "variable": {
      const value = context.environment[reference.name];
      if (value === undefined || value === "") {
        const state = value === undefined ? "not set" : "empty";
        context.report(path, `the environment variable ${reference.name} is ${state}`, {
          hint: `set ${reference.name} where the runner starts, or refer to a file: file:/path`,
        });
      }
      return new Secret(text, value ?? "");
    }
    case "file": {
      const file = expandPath(reference.path, context.home, context.directory);
      return new Secret(`file:${file}`, readSecretFile(file, path, context));
    }
  }
}

function readSecretFile(file: string, path: KeyPath, context: ResolveContext): string {
  let descriptor: number;
  try {
    // Without O_NONBLOCK a named pipe at this path would stop the runner for ever.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    context.report(path, `cannot read the secret file ${file} (${errorCode(error)})`);
    return "";
  }
  try {
    const stat = fstatSync(descriptor);
    const refuse = (message: string, hint?: string): string => {
      context.report(path, `the secret file ${file} ${message}`, hint === undefined ? {} : { hint });
      return "";
    };
    if (!stat.isFile()) return refuse("is not a regular file");
    if ((stat.mode & 0o077) !== 0) return refuse("can be read or changed by others", `chmod 600 ${file}`);
    if (stat.size > largestSecret) return refuse(`is larger than ${largestSecret} bytes`);
    const value = readFileSync(descriptor, "utf8").replace(/(\r?\n)+$/, "");
    return value === "" ? refuse("is empty") : value;
  } finally {
    closeSync(descriptor);
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
