import type { Job } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { RunLedger } from "./ledger.ts";
import type { Pace } from "./pace.ts";
import type { Agents, EngineSettings, Processes, ProjectSettings, Workspaces } from "./ports.ts";

export interface EnginePorts {
  processes: Processes;
  workspaces: Workspaces;
  agents: Agents;
  settings: EngineSettings;
  pace: Pace;
}

/** All that the stages of one run work with. */
export interface RunContext extends EnginePorts {
  ledger: RunLedger;
  /** As claimed; what can change while the run goes on is read anew. */
  job: Job;
  project: Project;
  projectSettings: ProjectSettings;
  /** `<runs>/<run id>`, owner-only. */
  directory: string;
  /** Fires when someone cancelled the job. */
  cancelled: AbortSignal;
  /** Fires when this runner lets go of the run without ending it: shutdown, or a lost lease. */
  detached: AbortSignal;
}

/** Thrown through the stages when the runner lets go; nothing may be recorded any more. */
export class Detached extends Error {
  constructor() {
    super("the runner let go of this run");
    this.name = "Detached";
  }
}

export function checkDetached(context: RunContext): void {
  if (context.detached.aborted) throw new Detached();
}
