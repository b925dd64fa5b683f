import { loadConfig } from "../../config/load.ts";
import { configPath } from "../../config/locate.ts";
import type { CommandAction } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { labelled } from "../render/lines.ts";
import { plural } from "../../../shared/units.ts";
import { failure, type Finding, ok } from "./check.ts";
import { repositoryProblems } from "../../config/repository-problems.ts";
import { checkRoom } from "./room.ts";
import { checkDataDirectory, checkGit, checkHelpers, checkNode, checkSandbox } from "./machine.ts";
import { checkRunner } from "./runner.ts";

export const doctorAction: CommandAction = async (context) => {
  const path = configPath(context.environment, context.options.config);
  const loaded = await loadConfig(path, context.environment);
  const config = loaded.ok ? loaded.config : null;
  const findings = [
    checkNode(),
    await checkGit(),
    loaded.ok
      ? ok("configuration", path)
      : failure(
          "configuration",
          `${path}: ${loaded.problems[0]?.message ?? "not valid"}`,
          loaded.problems[0]?.hint ?? "spool config validate says what is wrong",
        ),
    ...(config === null ? [] : await checkDataDirectory(config.runtime.dataDirectory)),
    ...(config === null ? [] : await checkRoom(config.runtime)),
    ...repositoryProblems(config?.projects ?? []).map(({ project, problem }) =>
      failure(`project ${project}`, problem, "correct projects[].repo in spool.yml, or put the repository there"),
    ),
    await checkSandbox(),
    ...checkHelpers(),
    ...(await checkRunner(context, config)),
  ];
  const failures = findings.filter(({ verdict }) => verdict === "failure").length;
  await context.print({ json: () => ({ ok: failures === 0, findings }), text: () => findingsText(findings, context) });
  return failures === 0 ? exitCodes.ok : exitCodes.internal;
};

const symbols = { ok: "✓", warning: "◆", failure: "✗" } as const;
const tones = { ok: "green", warning: "yellow", failure: "red" } as const;

export function findingsText(findings: readonly Finding[], { terminal }: Pick<CommandContext, "terminal">): string {
  const rows = findings.flatMap(({ name, verdict, found, fix }) => [
    [`${symbols[verdict]} ${name}`, found, verdict === "ok" ? undefined : tones[verdict]] as const,
    ...(fix === undefined ? [] : [[" ", `fix: ${fix}`] as const]),
  ]);
  const failures = findings.filter(({ verdict }) => verdict === "failure").length;
  const end = failures === 0 ? "nothing has to be fixed\n" : `${plural(failures, "thing")} to fix\n`;
  return labelled(rows, { columns: terminal.columns(), paint: terminal.paint, wrapped: true }) + end;
}
