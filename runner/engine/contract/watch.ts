import type { RunContext } from "../context.ts";
import { boundBy, deviatingFiles } from "./bound.ts";
import { noteDeviations } from "./note.ts";
import type { DeviatingFile, DeviationSource } from "../../../shared/model/contract.ts";

/** Looks after the contract while the agent works. What it misses is found when the work is done. */
export class ContractWatch {
  readonly #context: RunContext;
  readonly #halt = new AbortController();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Fires when the agent has to stop. */
  get halted(): AbortSignal {
    return this.#halt.signal;
  }

  /** An earlier life of the runner may have asked, and been killed before it stopped the agent. */
  async begin(): Promise<void> {
    const bound = await boundBy(this.#context);
    const { run } = this.#context.ledger;
    const isAsked = bound?.approvals.some(
      ({ kind, status, runId }) => kind === "contract" && status === "pending" && runId === run.id,
    );
    if (isAsked && this.#context.job.contract === "stop") this.#halt.abort();
  }

  /** What a checkpoint holds beyond the contract. */
  async look(commit: string): Promise<void> {
    const bound = await boundBy(this.#context);
    if (!bound) return;
    await this.note(await deviatingFiles(this.#context, bound, commit), "checkpoint");
  }

  async note(files: readonly DeviatingFile[], source: DeviationSource): Promise<void> {
    const bound = await boundBy(this.#context);
    if (!bound) return;
    const isNew = await noteDeviations(this.#context, bound, { files, source });
    if (isNew && this.#context.job.contract === "stop") this.#halt.abort();
  }
}
