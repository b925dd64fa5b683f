import { resolve } from "node:path";
import { SpoolError } from "../../../shared/errors.ts";
import type { PreflightReport } from "../../../shared/model/preflight.ts";
import { runProjectChecks } from "../../gates/preflight/project-checks.ts";
import { checkRange } from "../../gates/preflight/preflight.ts";
import { PreflightUnable } from "../../gates/preflight/unable.ts";
import { buildEnvironment } from "../../process/environment.ts";
import type { Call } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { onInterrupt } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { openRepository, type PlainRepository, rangeOf } from "../preflight/repository.ts";
import { type ChosenRules, chooseRules } from "../preflight/rules.ts";
import { renderPreflight } from "../render/preflight.ts";

export const preflightAction: CommandAction = async (context, call) => {
  const { terminal, options, environment } = context;
  const repository = await openRepository(resolve(call.text("repo") ?? "."));
  const chosen = await chooseRules({
    environment,
    config: options.config,
    project: call.text("project"),
    author: call.text("author"),
    directory: repository.directory,
  });
  const range = call.flag("staged")
    ? stagedOnly(call)
    : await rangeOf(repository, call.optionalArgument("range"), chosen.baseBranch);
  using interrupt = onInterrupt();
  const looked = await look(
    { repository, chosen, range: range.checked, checks: call.flag("checks") },
    interrupt.signal,
  );
  const ok = looked.unable === null && looked.report.findings.length === 0;
  const { report, unable } = looked;
  await context.print({
    json: () => ({ ok, unable, project: chosen.project, author: chosen.rules.author, range: range.shown, ...report }),
    text: () =>
      renderPreflight(
        { ok, unable, range: range.text, report, author: chosen.rules.author },
        { columns: terminal.columns(), paint: terminal.paint },
      ),
  });
  return ok ? exitCodes.ok : exitCodes.notPublishable;
};

type Checked = Parameters<typeof checkRange>[0]["range"];

async function look(
  wanted: { repository: PlainRepository; chosen: ChosenRules; range: Checked; checks: boolean },
  signal: AbortSignal,
): Promise<{ report: PreflightReport; unable: string | null }> {
  const { repository, chosen, range, checks } = wanted;
  const nothing = { commits: 0, files: 0, bytes: 0, durationMs: 0, findings: [], truncated: false };
  try {
    const report = await checkRange(
      { git: { directory: repository.gitDirectory }, range, rules: chosen.rules },
      signal,
    );
    if (!checks) return { report, unable: null };
    const failed = await runProjectChecks(chosen.checks, {
      cwd: repository.directory,
      environment: buildEnvironment(process.env, { values: { CI: "true" } }),
      signal,
    });
    return { report: { ...report, findings: [...report.findings, ...failed] }, unable: null };
  } catch (error) {
    if (signal.aborted) throw new SpoolError("unavailable", "interrupted: nothing is known", { cause: error });
    if (error instanceof PreflightUnable) return { report: nothing, unable: error.message };
    throw error;
  }
}

function stagedOnly(call: Call): Awaited<ReturnType<typeof rangeOf>> {
  if (call.optionalArgument("range") !== undefined) {
    throw new SpoolError("invalid_input", "range and --staged exclude each other", { hint: "give one of them" });
  }
  return { checked: { kind: "staged" }, shown: { kind: "staged" }, text: "what is staged" };
}
