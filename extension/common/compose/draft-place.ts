import { plainLine } from "../plain-line.ts";

/** Where an instruction is being written: for a thread of a runner, or for a thread to be started there. */
export interface DraftPlace {
  /** Id of the runner's session. */
  runnerId: string;
  threadId: string | undefined;
}

export const draftScheme = "spool-draft";
const startFolder = "new-thread";

/** Path of the draft's document; its last part is what the editor's tab says. */
export function toDraftPath({ runnerId, threadId }: DraftPlace, title: string): string {
  const name =
    plainLine(title, 60)
      .replaceAll(/[\\/:*?"<>|]/g, " ")
      .trim() || "Instruction";
  return `/${encodeURIComponent(runnerId)}/${threadId ?? startFolder}/${name}.md`;
}

/** Undefined for a path that no draft has. */
export function fromDraftPath(path: string): DraftPlace | undefined {
  const [, runner = "", folder = "", name, ...more] = path.split("/");
  if (name === undefined || more.length > 0 || !/^[\w-]{1,80}$/.test(folder)) return undefined;
  try {
    return { runnerId: decodeURIComponent(runner), threadId: folder === startFolder ? undefined : folder };
  } catch {
    // A stray percent sign: nobody's draft.
    return undefined;
  }
}
