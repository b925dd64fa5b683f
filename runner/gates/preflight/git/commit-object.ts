import { PreflightUnable } from "../unable.ts";

export interface Identity {
  name: string;
  email: string;
}

/** A commit as its object says it, in latin1: its bytes may be in any encoding. */
export interface CommitObject {
  id: string;
  parents: string[];
  author: Identity;
  committer: Identity;
  message: string;
  /** The other lines of the header: encoding, signatures, tags that were merged. */
  header: string;
}

/** Larger ones are not read: nobody writes a message of a megabyte. */
export const commitSizeLimit = 4 << 20;

export function parseCommit(id: string, bytes: Buffer): CommitObject {
  const text = bytes.toString("latin1");
  const end = text.indexOf("\n\n");
  const head = (end === -1 ? text : text.slice(0, end)).split("\n");
  const parents: string[] = [];
  const rest: string[] = [];
  let author: Identity | undefined;
  let committer: Identity | undefined;
  for (const line of head) {
    const [key, value] = split(line);
    if (key === "parent") parents.push(value);
    else if (key === "author") author ??= parseIdentity(value);
    else if (key === "committer") committer ??= parseIdentity(value);
    else if (key !== "tree") rest.push(line);
  }
  if (!author || !committer) throw new PreflightUnable(`commit ${id} does not say by whom it is`);
  return { id, parents, author, committer, message: end === -1 ? "" : text.slice(end + 2), header: rest.join("\n") };
}

function split(line: string): [string, string] {
  const blank = line.indexOf(" ");
  return blank === -1 ? [line, ""] : [line.slice(0, blank), line.slice(blank + 1)];
}

/** `Name <email> seconds zone`; what is not of that form is a name that nobody has. */
function parseIdentity(value: string): Identity | undefined {
  const open = value.indexOf("<");
  const close = value.lastIndexOf(">");
  if (open === -1 || close < open) return undefined;
  return { name: value.slice(0, open).trim(), email: value.slice(open + 1, close) };
}
