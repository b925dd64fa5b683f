import { isAbsolute, relative } from "node:path";

/** Longest text of one event, in characters: what is longer is in the transcript file. */
const longestMessage = 65_536;
const longestOutput = 16_384;
const longestTitle = 200;

function clipped(text: string, longest: number): string {
  // A lone surrogate would not survive UTF-8 on its way to the store.
  const whole = text.toWellFormed();
  if (whole.length <= longest) return whole;
  return `${whole.slice(0, longest).toWellFormed()}… (${whole.length - longest} more characters)`;
}

export function messageText(text: string): string {
  return clipped(text, longestMessage);
}

/** Start and end of a tool's output: errors stand at the end. */
export function outputText(text: string): string {
  if (text.length <= longestOutput) return text.toWellFormed();
  const half = longestOutput / 2;
  const cut = text.length - longestOutput;
  return `${text.slice(0, half)}\n… (${cut} characters left out)\n${text.slice(-half)}`.toWellFormed();
}

/** One line for people. */
export function titleText(text: string): string {
  const line = text
    .slice(0, longestTitle * 4)
    .replaceAll(/\s+/g, " ")
    .trim();
  return clipped(line, longestTitle);
}

/** A path as people say it: relative where it lies in the worktree. */
export function shownPath(cwd: string, path: string): string {
  return isInside(cwd, path) && isAbsolute(path) ? relative(cwd, path) || "." : path;
}

/** Lexically: links are the sandbox's business. A relative path counts from the worktree. */
export function isInside(cwd: string, path: string): boolean {
  const way = isAbsolute(path) ? relative(cwd, path) : relative(cwd, `${cwd}/${path}`);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

/** A change as people read it, bounded; both sides are fragments or whole files. */
export function replacementDiff(path: string, before: string, after: string): string {
  const side = (mark: string, text: string) =>
    text === ""
      ? []
      : text
          .replace(/\n$/, "")
          .split("\n")
          .map((line) => `${mark}${line}`);
  return clipped([`--- ${path}`, `+++ ${path}`, ...side("-", before), ...side("+", after)].join("\n"), longestOutput);
}
