import { SpoolError } from "../../../shared/errors.ts";
import type { Run } from "../../../shared/model/run.ts";
import type { LogFile } from "../../../shared/api/views.ts";
import { type Call, usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { type CommandContext, onInterrupt } from "../context.ts";
import { renderLogs } from "../render/logs.ts";
import type { RunnerPort } from "../runner-port.ts";
import { LineCleaner } from "../terminal/line-cleaner.ts";
import { wireLog } from "../wire/records.ts";
import { resolveId } from "./references.ts";

const sliceBytes = 256 * 1024;

export const jobLogs: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const { id: runId, finishedAt } = await findRun(runner, call);
  const logs = await runner.runs.logs({ runId });
  if (logs.length === 0 && finishedAt !== null) {
    throw new SpoolError("not_found", `run ${runId} has no logs, or has them no more`, {
      hint: "runtime.retention in spool.yml says how long they are kept",
    });
  }
  const { terminal } = context;
  if (call.flag("list") || (context.options.json && call.text("file") === undefined)) {
    await context.print({
      json: () => ({ logs: logs.map((log) => wireLog(runId, log)) }),
      text: () => renderLogs(logs, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
    });
    return undefined;
  }
  const chosen = choose(logs, call);
  for (const [index, name] of chosen.entries()) {
    if (chosen.length > 1) terminal.out(`${index === 0 ? "" : "\n"}${terminal.paint("dim", `==> ${name} <==`)}\n`);
    await printLog(context, { runner, runId, name, call });
  }
  return undefined;
};

async function findRun(runner: RunnerPort, call: Call): Promise<Pick<Run, "id" | "finishedAt">> {
  const named = call.text("run");
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const { runs } = await runner.jobs.get({ jobId });
  if (named !== undefined) {
    const runId = await resolveId(runner, "run", named);
    const found = runs.find(({ run }) => run.id === runId);
    if (found) return found.run;
    throw new SpoolError("not_found", `run ${runId} is none of this job's`);
  }
  const latest = runs.at(-1)?.run;
  if (latest === undefined) {
    throw new SpoolError("not_found", "this job has not run yet", { hint: "spool job show tells what it waits for" });
  }
  return latest;
}

function choose(logs: readonly LogFile[], call: Call): string[] {
  const file = call.text("file");
  const names = logs.map(({ name }) => name);
  if (file !== undefined) return [file];
  if (!call.flag("follow")) return names;
  if (names.includes("agent.out")) return ["agent.out"];
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return [only];
  throw usage("which log to follow?", `--file with one of: ${names.join(", ") || "none yet"}`);
}

async function printLog(
  { terminal, options }: CommandContext,
  { runner, runId, name, call }: { runner: RunnerPort; runId: string; name: string; call: Call },
): Promise<void> {
  const cleaner = new LineCleaner();
  const raw = call.flag("raw");
  const write = (text: string) => {
    if (options.json) terminal.out(`${JSON.stringify({ run_id: runId, name, text })}\n`);
    else terminal.out(raw ? text : cleaner.push(text));
  };
  let offset = 0;
  if (call.flag("follow")) {
    using interrupt = onInterrupt();
    for await (const slice of runner.runs.followLog({ runId, name, offset }, interrupt.signal)) write(slice.text);
  } else {
    for (;;) {
      const slice = await runner.runs.readLog({ runId, name, offset, limit: sliceBytes });
      if (slice.nextOffset <= offset) break;
      offset = slice.nextOffset;
      write(slice.text);
    }
  }
  if (!raw && !options.json) terminal.out(cleaner.end());
}
