import type { Project } from "../../../shared/model/project.ts";
import { isWholeId } from "../../../shared/model/common.ts";
import { notFound, SpoolError } from "../../../shared/errors.ts";
import type { RunnerSession } from "../session/session.ts";
import { type ChatTool, chatTool } from "./chat-tool.ts";
import { confirmation } from "./confirmation.ts";
import { chatInputs, type ChatToolName } from "./inputs.ts";

/**
 * The tools by the names that the manifest gives them. What they say comes from the runner's own tools for models, which
 * bound it and tell what was cut; here is decided whose turn it is, and what a person sees before anything is done.
 */
export const chatTools: Record<ChatToolName, ChatTool> = {
  spool_list_threads: chatTool(chatInputs.spool_list_threads, {
    async ask(session, { runner: _, ...filter }, signal) {
      const texts = await Promise.all([
        said(session, "list_projects", {}, signal),
        said(session, "list_threads", filter, signal),
      ]);
      return texts.join("\n\n");
    },
  }),

  spool_get_thread: chatTool(chatInputs.spool_get_thread, {
    ask: (session, { threadId }, signal) => said(session, "get_thread", { threadId }, signal),
  }),

  spool_start_thread: chatTool(chatInputs.spool_start_thread, {
    async confirm(session, input, signal) {
      const { name, baseBranch } = await projectMeant(session, input.project, signal);
      const place = [
        { label: "Project", value: name },
        { label: "From branch", value: input.baseBranch ?? baseBranch },
      ];
      return confirmation("Start a Spool thread?", session, place, input);
    },
    async ask(session, { runner: _, ...request }, signal) {
      const { name } = await projectMeant(session, request.project, signal);
      return done(session, "start_thread", { ...request, project: name }, signal);
    },
  }),

  spool_continue_thread: chatTool(chatInputs.spool_continue_thread, {
    async confirm(session, input, signal) {
      const { thread, project } = await threadMeant(session, input.threadId, signal);
      const place = [
        { label: "Thread", value: thread.title },
        { label: "Branch", value: thread.branch },
        { label: "Project", value: project },
      ];
      return confirmation("Continue a Spool thread?", session, place, input);
    },
    ask: (session, { runner: _, ...request }, signal) => done(session, "continue_thread", request, signal),
  }),
};

async function said(session: RunnerSession, tool: string, input: object, signal: AbortSignal): Promise<string> {
  const { text, failed } = await session.client.callTool(tool, input, { signal });
  return failed ? `The runner refused ${tool}. ${text}` : text;
}

/** When the answer is lost, what was asked may have been done: a model would ask again. */
async function done(session: RunnerSession, tool: string, input: object, signal: AbortSignal): Promise<string> {
  try {
    return await said(session, tool, input, signal);
  } catch (error) {
    if (!SpoolError.is(error, "unavailable") && !SpoolError.is(error, "timeout")) throw error;
    throw new SpoolError(error.code, error.message, {
      hint: "it may have been done all the same: look with spool_list_threads before you ask again",
      cause: error,
    });
  }
}

/** The project that is named, or the only one. Errors: `not_found`, `invalid_input`; both name the choices. */
async function projectMeant(session: RunnerSession, named: string | undefined, signal: AbortSignal): Promise<Project> {
  const { projects } = await session.api.projects.list.query(undefined, { signal });
  const present = projects.filter(({ removedAt }) => removedAt === null);
  const found = present.filter(({ id, name }) => named === undefined || named === name || named === id);
  const [only] = found;
  if (only && found.length === 1) return only;
  const hint = `projects of ${session.name}: ${present.map(({ name }) => name).join(", ") || "none"}`;
  const details = { field: "project" };
  if (named === undefined) throw new SpoolError("invalid_input", "say which project is meant", { hint, details });
  throw new SpoolError("not_found", `no project ${JSON.stringify(named)}`, { hint, details });
}

async function threadMeant(session: RunnerSession, given: string, signal: AbortSignal) {
  const text = given.toLowerCase();
  const { api, threads } = session;
  const id = isWholeId(text) ? text : (await api.resolve.query({ kind: "thread", fragment: text }, { signal })).id;
  const found = await threads.fetch(id);
  if (!found) throw notFound("thread", id);
  return found;
}
