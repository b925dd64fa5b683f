import * as z from "zod";
import { patchInput } from "../../../shared/api/queries.ts";
import type { ChangedFile } from "../../../shared/api/views.ts";
import { removeHidden } from "../../../shared/hidden-text.ts";
import { cutToBytes, fitting, oneLine, type Row, tidy } from "../bound.ts";
import { tool } from "../tool.ts";
import { reference, untrusted, wholeId } from "./fields.ts";

/** For the patch in each of the two forms of an answer, in JSON; the files get what is left. */
const patchBytes = 20_000;
const fileBytesWithPatch = 14_000;

const { from, to, path } = patchInput.shape;

export const getChanges = tool({
  name: "get_changes",
  title: "Show the changes of a Spool thread",
  description:
    "The files that a thread changed against its base, or one of its runs, or the way between two of its commits. " +
    "With `patch` also the unified diff, for reading; `path` limits it to one file when it is long.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({
    threadId: reference("thread"),
    runId: reference("run").optional(),
    from: from.describe("commit of the thread to start from"),
    to: to.describe("commit of the thread to go to"),
    path: path.describe("only this file, as the list of files names it"),
    patch: z.boolean().default(false).describe("also the unified diff"),
  }),
  async run(runner, input) {
    const request = {
      threadId: await wholeId(runner, "thread", input.threadId),
      ...(input.runId !== undefined && { runId: await wholeId(runner, "run", input.runId) }),
      ...(input.from !== undefined && { from: input.from }),
      ...(input.to !== undefined && { to: input.to }),
    };
    const changes = await runner.threads.changes(request);
    const files = changes.files.filter((file) => input.path === undefined || file.path === input.path);
    const { kept, leftOut } = fitting(files.map(fileRow), "first", input.patch ? fileBytesWithPatch : undefined);
    const patch = input.patch
      ? await runner.threads.patch({ ...request, path: input.path, limitBytes: patchBytes })
      : undefined;
    const shown = patch && cutToBytes(removeHidden(patch.text), patchBytes);
    const cut = patch !== undefined && (patch.truncated || shown?.cut === true);
    const note = [
      untrusted,
      ...(leftOut > 0 ? [`${leftOut} more files are left out.`] : []),
      ...(cut ? ["The patch is cut: ask for each file by its path."] : []),
    ].join(" ");
    const total = `${changes.files.length} files, +${changes.additions} -${changes.deletions}`;
    return {
      data: {
        note,
        from: changes.from,
        to: changes.to,
        total: { files: changes.files.length, additions: changes.additions, deletions: changes.deletions },
        files: kept.map(({ data }) => data),
        ...(shown && { patch: shown.text, patchCut: cut }),
      },
      text: [note, total, ...kept.map(({ line }) => line), ...(shown ? ["", shown.text] : [])].join("\n"),
    };
  },
});

function fileRow(file: ChangedFile): Row {
  const { path: name, oldPath, status, additions, deletions } = file;
  const lines = additions === null ? "binary" : `+${additions} -${deletions}`;
  const was = oldPath === null ? "" : `, was ${oneLine(oldPath, 500)}`;
  return { data: tidy(file, 4_096), line: `${status} ${oneLine(name, 500)} ${lines}${was}` };
}
