import type { Project } from "../../../shared/model/project.ts";
import { attachmentBlock } from "../../../shared/panels/attachment-block.ts";
import { type GateState, usualGates } from "./composer-gates.ts";
import type { Attachment } from "../../../shared/panels/thread.ts";

/** What is being written, kept over everything. */
export interface ComposerState {
  draft: string;
  jobType: string;
  agent: string;
  model: string;
  attachments: Attachment[];
  gates: GateState;
  /** The fields of the gates are shown. */
  gatesOpen: boolean;
}

export const emptyComposer: ComposerState = {
  draft: "",
  jobType: "continue",
  agent: "",
  model: "",
  attachments: [],
  gates: usualGates,
  gatesOpen: false,
};

/** The instruction with what was attached to it. */
export function composedText({ draft, attachments }: ComposerState): string {
  return [draft.trim(), ...attachments.map(attachmentBlock)].join("\n\n");
}

/** The job type that was chosen, where the project has it, else its first. */
export function chosenJobType(jobType: string, project: Pick<Project, "jobTypes"> | undefined): string {
  const types = Object.keys(project?.jobTypes ?? {});
  return types.includes(jobType) ? jobType : (types[0] ?? jobType);
}
