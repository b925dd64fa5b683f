import { open } from "node:fs/promises";
import { SpoolError } from "../../../shared/errors.ts";

/** The token in a file. Errors: `unauthenticated` (cannot be read, holds none), `forbidden` (others can read it). */
export async function readTokenFile(path: string): Promise<string> {
  let text: string;
  try {
    await using file = await open(path, "r");
    const status = await file.stat();
    // As ssh does with keys. A pipe (`<(pass show box)`) is nobody else's.
    if (status.isFile() && (status.mode & 0o077) !== 0) {
      throw new SpoolError("forbidden", `the token file ${path} is open to other users`, {
        hint: `chmod 600 ${path}; if others were on this machine, make another token: spool token create`,
      });
    }
    text = await file.readFile("utf8");
  } catch (error) {
    if (SpoolError.is(error)) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new SpoolError("unauthenticated", `the token file ${path} cannot be read (${code})`, { cause: error });
  }
  const token = text.trim();
  // Anything else could not be sent in a header anyway, and must not be quoted: it may be a secret of another kind.
  if (!/^[\x21-\x7E]{1,500}$/.test(token)) {
    throw new SpoolError("unauthenticated", `the file ${path} does not hold an access token`, {
      hint: "one line, as spool token create prints it",
    });
  }
  return token;
}
