import type { Attachment } from "./thread.ts";

export function attachmentName({ path, fromLine, toLine }: Attachment): string {
  return fromLine === toLine ? `${path}:${fromLine}` : `${path}:${fromLine}-${toLine}`;
}

/** A piece of a file as an instruction holds it: named, and fenced so that it cannot end its own fence. */
export function attachmentBlock(attachment: Attachment): string {
  const { text } = attachment;
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${attachmentName(attachment)}\n${fence}\n${text.replace(/\n$/, "")}\n${fence}`;
}
