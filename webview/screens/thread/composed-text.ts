import { attachmentBlock } from "../../../shared/panels/attachment-block.ts";
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

/** The instruction with what was attached to it. */
export function composedText({ draft, attachments }: ComposerState): string {
  return [draft.trim(), ...attachments.map(attachmentBlock)].join("\n\n");
}
