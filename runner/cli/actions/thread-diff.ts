import type { CommandAction } from "../command.ts";
import { renderChanges, renderPatch } from "../render/changes.ts";
import { wireChanges } from "../wire/records.ts";
import { resolveId } from "./references.ts";

export const threadDiff: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const run = call.text("run");
  const [from, to, path] = [call.text("from"), call.text("to"), call.text("path")];
  const request = {
    threadId,
    ...(run !== undefined && { runId: await resolveId(runner, "run", run) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  const { terminal } = context;
  if (call.flag("stat") || context.options.json) {
    const changes = await runner.threads.changes(request);
    const shown =
      path === undefined ? changes : { ...changes, files: changes.files.filter((file) => file.path === path) };
    await context.print({
      json: () => wireChanges(shown),
      text: () => renderChanges(shown, { columns: terminal.columns(), paint: terminal.paint }),
    });
    return undefined;
  }
  const patch = await runner.threads.patch({ ...request, ...(path !== undefined && { path }) });
  // Into a file or another program go the exact bytes, so that the patch applies; a terminal gets harmless text.
  terminal.out(terminal.columns() === null ? patch.text : renderPatch(patch.text, terminal.paint));
  if (patch.truncated) {
    terminal.note("spool: the change is larger than this; see the files with --stat and each one with --path\n");
  }
  return undefined;
};
