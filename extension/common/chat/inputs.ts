import * as z from "zod";
import { continueThreadInput, startThreadInput } from "../../../shared/api/inputs.ts";
import { listThreadsInput } from "../../../shared/api/queries.ts";
import { removeHidden } from "../../../shared/hidden-text.ts";
import { plainLine } from "../plain-line.ts";

/** Characters of an instruction from a chat: a person is to read all of it before they say yes. */
const instructionLimit = 20_000;

/**
 * Without what a reader cannot see: what is shown for confirmation is then exactly what is sent. `inner` checks what is
 * left.
 */
function text<Inner extends z.ZodType<unknown, string>>(inner: Inner, limit: number) {
  return z.string().max(limit).transform(removeHidden).pipe(inner);
}

/**
 * The same on one line, so that no value can pass for another line of the confirmation. Models fill in what they do not
 * want to say: nothing stands for left out.
 */
function line<Inner extends z.ZodType<unknown, string>>(inner: Inner, limit = 200) {
  return z
    .string()
    .max(limit)
    .transform((given) => plainLine(given) || undefined)
    .pipe(inner.optional())
    .optional();
}

const runner = line(z.string()).describe("name or address of a runner; only needed when several are connected");
const threadId = z.string().trim().min(1).max(80).describe("id of a thread, or its end if that is unique");
const instruction = text(startThreadInput.shape.instruction, instructionLimit).describe(
  "what the agent is to do; it knows nothing of this conversation",
);

const { title, agent, model, project, baseBranch } = startThreadInput.shape;
const { jobType } = continueThreadInput.shape;
const jobFields = {
  instruction,
  title: line(title.unwrap()).describe("one line; made from the instruction when left out"),
  jobType: line(jobType.unwrap()).describe("a job type of the project; by default the usual one"),
  agent: line(agent.unwrap()).describe("another agent than the job type's"),
  model: line(model.unwrap()).describe("another model than the job type's"),
};

const { status, search } = listThreadsInput.unwrap().shape;

/** What a model may give to each tool. Also what the manifest tells it: the two cannot differ. */
export const chatInputs = {
  spool_list_threads: z.strictObject({
    runner,
    project: line(project).describe("only of this project, by its name"),
    status: status.describe("only in this state; waiting_input: an agent asks a person something"),
    search: line(search.unwrap()).describe("a part of the title, the branch or a label"),
    limit: z.int().min(1).max(100).optional().describe("most threads to list; 20 when left out"),
    after: z.string().min(1).max(120).optional().describe("from an earlier answer, for the next page"),
  }),
  spool_get_thread: z.strictObject({ runner, threadId }),
  spool_start_thread: z.strictObject({
    runner,
    project: line(project).describe("name of a project; may be left out when there is only one"),
    baseBranch: line(baseBranch.unwrap(), 250).describe("another branch than the project's to start from"),
    ...jobFields,
  }),
  spool_continue_thread: z.strictObject({ runner, threadId, ...jobFields }),
} as const;
export type ChatToolName = keyof typeof chatInputs;
