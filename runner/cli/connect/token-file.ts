import { readFile } from "node:fs/promises";
import { SpoolError } from "../../../shared/errors.ts";

/** The token in a file. Errors: `unauthenticated` (cannot be read, holds none). */
export async function readTokenFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
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
