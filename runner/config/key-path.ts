/** Where a value stands in the file: keys of maps and indexes of lists, outermost first. */
export type KeyPath = readonly (string | number)[];

/** `projects[0].worktrees.pool`; a key that is not a plain word is quoted, so that a hostile one stays on its line. */
export function formatKeyPath(path: KeyPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(shortKey(part))}]`;
  }
  return text;
}

function shortKey(key: string): string {
  return key.length <= 60 ? key : `${key.slice(0, 59).toWellFormed()}…`;
}
