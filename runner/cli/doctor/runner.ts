import { describeError } from "../report-error.ts";
import type { CommandContext } from "../context.ts";
import { laneAdvice, laneText } from "../../../shared/lane-text.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { SpoolConfig } from "../../config/config.ts";
import { failure, type Finding, ok, warning } from "./check.ts";
import { findProgram } from "../../find-program.ts";

/** The runner itself, and through it what it knows of agents and sandbox; without one, what this machine shows. */
export async function checkRunner(context: CommandContext, config: SpoolConfig | null): Promise<Finding[]> {
  try {
    const runner = await context.runner();
    const missing = missingAgent(config);
    const [status, { agents }] = await Promise.all([runner.status(), runner.agents.list()]);
    return [
      ok("runner", `${status.address}, version ${status.version}, sandbox ${status.sandbox}`),
      ...status.problems.map((problem) => warning("runner", problem, "see the runner's log")),
      ...status.lanes.map((lane) =>
        warning(
          `account ${lane.account}`,
          `${laneText(lane, Date.now())}: ${lane.closed?.words ?? ""}`,
          laneAdvice(lane, `spool lane open ${lane.account}`),
        ),
      ),
      ...agents.map(({ name, available, version, problem }) =>
        available
          ? ok(`agent ${name}`, version ?? "ready")
          : missing(name, problem ?? "not usable", "install it, or log it in, or take it out of spool.yml"),
      ),
    ];
  } catch (error) {
    const { message, hint } = describeError(error);
    const down = SpoolError.is(error, "unavailable");
    const finding = down
      ? warning("runner", message, hint ?? "start it with: spool serve")
      : failure("runner", message, hint ?? "see the runner's log");
    return [finding, ...(await configuredAgents(config))];
  }
}

/** An agent that no project uses by itself, as one of the starter file's two, has not to be there. */
function missingAgent(config: SpoolConfig | null): (name: string, found: string, fix: string) => Finding {
  const used = new Set((config?.projects ?? []).flatMap(agentsOf));
  return (name, found, fix) =>
    config === null || used.has(name) ? failure(`agent ${name}`, found, fix) : warning(`agent ${name}`, found, fix);
}

function agentsOf({ defaultAgent, jobTypes }: SpoolConfig["projects"][number]): string[] {
  return [defaultAgent, ...Object.values(jobTypes).map(({ agent }) => agent)];
}

async function configuredAgents(config: SpoolConfig | null): Promise<Finding[]> {
  const findings: Finding[] = [];
  const missing = missingAgent(config);
  for (const agent of Object.values(config?.agents ?? {})) {
    const usual = agent.adapter === "claude" || agent.adapter === "codex" ? agent.adapter : agent.preset;
    const program = agent.command?.[0] ?? usual;
    if (!program) continue;
    const path = findProgram(program);
    findings.push(
      path === undefined
        ? missing(agent.name, `${program} is not found`, `install it, or set agents.${agent.name}.command`)
        : ok(`agent ${agent.name}`, path),
    );
  }
  return findings;
}
