import { join } from "node:path";
import type { ExitCode } from "../cli/exit-code.ts";
import type { RunnerPort } from "../cli/runner-port.ts";
import { shortId } from "../cli/render/short-id.ts";
import { cleanLine } from "../cli/terminal/clean.ts";

/** What came of the demo, where it is, and the exact commands to look further. */
export async function farewell(
  runner: RunnerPort,
  facts: {
    code: ExitCode | 130;
    threadId: string;
    jobId: string;
    scratch: string;
    repository: string;
    dataDirectory: string;
    config: string;
    keep: boolean;
    pid: number;
  },
): Promise<string> {
  const { threadId, scratch, repository, config, keep } = facts;
  const { thread, artifacts } = await runner.threads.get({ threadId });
  const spool = process.env["SPOOL_COMMAND"] ?? "spool";
  const withConfig = `--config ${config}`;
  const lines = [""];
  if (facts.code === 0) {
    const changes = await runner.threads.changes({ threadId });
    lines.push("The work:");
    for (const file of changes.files) {
      lines.push(`  ${cleanLine(file.path)}  +${file.additions ?? 0} -${file.deletions ?? 0}`);
    }
    const mbox = artifacts.findLast((artifact) => artifact.kind === "mbox");
    lines.push(
      `  branch  ${thread.branch} in ${repository}`,
      ...(mbox ? [`  patch   ${join(facts.dataDirectory, mbox.path)}`] : []),
      "",
      "Look at it:",
      `  git -C ${repository} log -p main..${thread.branch}`,
    );
  } else {
    lines.push("The job did not succeed. What happened is above and in the runner's log:", `  ${scratch}/runner.log`);
  }
  lines.push(
    "",
    keep
      ? `The runner is still running (pid ${facts.pid}). Look further:`
      : "The runner has been stopped. Look further:",
    ...(keep ? [] : [`  ${spool} serve ${withConfig} &`]),
    `  ${spool} thread show ${shortId(threadId)} ${withConfig}`,
    `  ${spool} worktree list ${withConfig}`,
    `  ${spool} job logs ${shortId(facts.jobId)} ${withConfig}`,
    "",
    "Give it more to do, with the runner running:",
    `  ${spool} thread continue ${shortId(threadId)} --watch "…" ${withConfig}`,
    "",
    keep ? `Stop and remove it all:  kill ${facts.pid} && rm -r ${scratch}` : `Remove it all:  rm -r ${scratch}`,
    "",
  );
  return lines.join("\n");
}
