import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { size } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { RunReference } from "../../common/references.ts";

/**
 * The name of the log that is meant: the only one, else the one a person picks; undefined when they do not. With `process`,
 * only those of that process that hold something.
 */
export async function pickLog(
  { session, runId }: RunReference,
  title: string,
  process?: string,
): Promise<string | undefined> {
  const all = await session.api.runs.logs.query({ runId });
  const logs =
    process === undefined
      ? all
      : all.filter((log) => log.size > 0 && (log.name === `${process}.out` || log.name === `${process}.err`));
  const [only, ...others] = logs;
  if (!only) {
    const what = process === undefined ? "this run" : `${plainLine(process)} of this run`;
    throw new SpoolError("not_found", `${what} has no logs (any more)`);
  }
  if (others.length === 0) return only.name;
  const items = logs.map(({ name, size: bytes, ended }) => ({
    label: plainLine(name),
    description: `${size(bytes)}${ended ? "" : " · still growing"}`,
    name,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "Which log?" }))?.name;
}
