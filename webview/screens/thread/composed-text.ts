import type { Attachment } from "../../../shared/panels/thread.ts";

/** What is being written, kept over everything. */
export interface ComposerState {
  draft: string;
  jobType: string;
  agent: string;
  model: string;
  attachments: Attachment[];
}

export const emptyComposer: ComposerState = { draft: "", jobType: "continue", agent: "", model: "", attachments: [] };

/** The instruction with what was attached to it, each piece named and fenced so that it cannot end its own fence. */
export function composedText({ draft, attachments }: ComposerState): string {
  const pieces = attachments.map(({ path, fromLine, toLine, text }) => {
    const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return `${path}:${fromLine}-${toLine}\n${fence}\n${text.replace(/\n$/, "")}\n${fence}`;
  });
  return [draft.trim(), ...pieces].join("\n\n");
}
