/** What a person wants opened from a text: an address, or a file of the repository. */
export type LinkTarget = { kind: "address"; url: string } | { kind: "file"; path: string; line: number | undefined };

/** `src/a.ts`, `src/a.ts:12`, `./a/b.tsx:3:7`: relative, with a folder or a line, never upwards. */
const filePattern =
  /(?<![\w/:.@-])(?:\.\/)?((?:[\w@.+-]+\/)*[\w@+-][\w@.+-]*\.[A-Za-z]\w{0,9})(?::(\d{1,6}))?(?::\d{1,6})?(?![\w/])/g;

export interface FileMention {
  index: number;
  length: number;
  target: LinkTarget & { kind: "file" };
}

/** The files that a text mentions. A bare name counts only with a line: `example.com` is no file. */
export function fileMentions(text: string): FileMention[] {
  return [...text.matchAll(filePattern)].flatMap((match) => {
    const [whole, path = "", line] = match;
    if (path.split("/").includes("..")) return [];
    if (!path.includes("/") && line === undefined) return [];
    const target = { kind: "file", path, line: line === undefined ? undefined : Number(line) } as const;
    return [{ index: match.index, length: whole.length, target }];
  });
}
