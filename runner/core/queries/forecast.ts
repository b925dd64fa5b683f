import type { ForecastInput } from "../../../shared/api/queries.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { ForecastView } from "../../../shared/forecast.ts";
import type { Core } from "../core.ts";
import { forecast, type PastJob } from "../forecast/forecast.ts";
import type { EndedJob } from "../../store/port.ts";
import { findProject } from "../references.ts";

/**
 * What jobs of this type came to, with the project's own agent for it where none is named. Errors: `not_found` for an
 * unknown project; `invalid_input` for a type that the project does not have.
 */
export async function forecastView(core: Core, input: ForecastInput): Promise<ForecastView> {
  const reads = core.store.read;
  const { id: projectId, name: project, jobTypes } = await findProject(reads, input.project);
  const { jobType } = input;
  const profile = jobTypes[jobType];
  if (!profile) {
    const hint = `its types are: ${Object.keys(jobTypes).join(", ")}`;
    throw new SpoolError("invalid_input", `jobType: project ${project} has no job type ${jobType}`, {
      hint,
      details: { field: "jobType" },
    });
  }
  const agent = input.agent ?? profile.agent;
  const own = await reads.history.jobs({ type: jobType, projectId });
  const known = new Set(own.map(({ id }) => id));
  // A busy project fills what is read of all projects with its own; a quiet one finds others there.
  const others = (await reads.history.jobs({ type: jobType })).filter(({ id }) => !known.has(id));
  const newestFirst = [...own, ...others].toSorted((one, other) => (one.id < other.id ? 1 : -1));
  return { project, jobType, agent, forecast: forecast(newestFirst.map(pastJob), { projectId, agent }) };
}

function pastJob({ projectId, agent, status, durationMs, turns }: EndedJob): PastJob {
  return { projectId, agent, succeeded: status === "succeeded", durationMs, turns: turns === 0 ? null : turns };
}
