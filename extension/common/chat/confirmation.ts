import { plainLine } from "../plain-line.ts";
import type { RunnerSession } from "../session/session.ts";

/** What a person reads before a chat may act, every value of it as it will be sent. */
export interface Confirmation {
  /** Holds nothing that a model or a repository wrote. */
  title: string;
  facts: { label: string; value: string }[];
  /** Of any length up to what a chat may send, with its line ends. */
  instruction: string;
}

interface JobWords {
  instruction: string;
  title?: string | undefined;
  jobType?: string | undefined;
  agent?: string | undefined;
  model?: string | undefined;
}

export function confirmation(
  title: string,
  session: Pick<RunnerSession, "id" | "name">,
  place: { label: string; value: string }[],
  job: JobWords,
): Confirmation {
  const host = new URL(session.id).host;
  const all: { label: string; value: string | undefined }[] = [
    ...place,
    { label: "Runner", value: session.name === host ? host : `${session.name} (${host})` },
    { label: "Title", value: job.title },
    { label: "Job type", value: job.jobType },
    { label: "Agent", value: job.agent },
    { label: "Model", value: job.model },
  ];
  const facts = all.flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value: plainLine(value) }]));
  return { title, facts, instruction: job.instruction };
}
