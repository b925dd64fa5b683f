import { open } from "node:fs/promises";
import { homedir } from "node:os";
import type { ProcessEnd, ProcessRequest, Processes, SandboxLevel, SandboxMode, Supervised } from "../engine/ports.ts";
import type { ProcessLook } from "../gates/liveness/processes.ts";
import { abandon } from "../process/attach.ts";
import { launch } from "../process/launch.ts";
import { outputPath } from "../process/process-directory.ts";
import type { ProcessLimits } from "../process/process-spec.ts";
import { planSandbox, type SandboxPlan } from "../process/sandbox.ts";
import { probeSandbox } from "../process/sandbox-probe.ts";
import { bindHomes } from "./agent-homes.ts";
import { visiblePrograms } from "./visible-programs.ts";
import type { SupervisedProcess } from "../process/supervised-process.ts";

const openFiles = { writable: [], readOnly: [], hidden: [], network: true };

/** The engine's view of supervised processes. */
export class SupervisedProcesses implements Processes {
  readonly #hidden: string[];
  readonly #limits: ProcessLimits;

  /** `hidden`: folders that confined agents must not see, such as the runner's own data. */
  constructor(options: { hidden: string[]; limits: ProcessLimits }) {
    this.#hidden = options.hidden;
    this.#limits = options.limits;
  }

  async launch(request: ProcessRequest): Promise<Supervised> {
    const { sandbox: _, ...spec } = request;
    const plan = await this.#plan(request);
    const environment = plan.level === "bubblewrap" ? withoutTemporaryFolder(spec.environment) : spec.environment;
    return new Bound(await launch({ ...spec, environment, sandbox: plan, limits: this.#limits }));
  }

  async abandon(directory: string): Promise<Supervised | undefined> {
    const found = await abandon(directory);
    return found && new Bound(found);
  }

  async end(directory: string, options: { graceMs: number }): Promise<void> {
    using found = await abandon(directory);
    await found?.stop(options);
  }

  async sandboxLevel(mode: SandboxMode): Promise<SandboxLevel> {
    return planSandbox(mode, await probeSandbox(), openFiles).level;
  }

  async #plan({ sandbox, argv, environment }: ProcessRequest): Promise<SandboxPlan> {
    const probe = await probeSandbox();
    const { mode, confine, writable, readOnly, homes = [] } = sandbox;
    if (confine === "processes") {
      const bubblewrap = { available: false as const, reason: "the project's own commands keep their file access" };
      return planSandbox(mode === "off" ? "off" : "auto", { ...probe, bubblewrap }, openFiles);
    }
    // Nothing is confined: nothing must be made in the home for it.
    if (mode === "off" || !probe.bubblewrap.available) return planSandbox(mode, probe, openFiles);
    // The agent's own home, which its configuration may have put elsewhere than the runner's.
    const home = environment["HOME"] ?? homedir();
    const bound = bindHomes(homes, environment, home);
    return planSandbox(mode, probe, {
      writable: [...bound.writable, ...writable],
      readOnly: [...visiblePrograms(argv, environment["PATH"] ?? "", home), ...bound.readOnly, ...readOnly],
      hidden: this.#hidden,
      network: true,
      home,
    });
  }
}

/** The runner's own does not exist inside, and programs that are told of it fail to write there. */
function withoutTemporaryFolder({ TMPDIR: _, ...environment }: Record<string, string>): Record<string, string> {
  return environment;
}

class Bound implements Supervised {
  readonly #process: SupervisedProcess;

  constructor(process: SupervisedProcess) {
    this.#process = process;
  }

  async wait(): Promise<ProcessEnd> {
    const end = await this.#process.wait();
    return end === "vanished" ? { kind: "vanished" } : { kind: "exited", code: end.code, signal: end.signal };
  }

  endedAt(): number | undefined {
    const status = this.#process.status();
    return status === "running" || status === "vanished" ? undefined : status.endedAt;
  }

  tail(stream: "stdout" | "stderr", offset: number, signal: AbortSignal) {
    return this.#process.tail(stream, offset, { signal });
  }

  async lastOutput(stream: "stdout" | "stderr", limit: number): Promise<string> {
    await using file = await open(outputPath(this.#process.directory, stream), "r");
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, limit));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, Math.max(0, size - limit));
    return buffer.subarray(0, bytesRead).toString("utf8");
  }

  send(key: string, line: string): Promise<void> {
    return this.#process.send(key, line);
  }

  async wasSent(key: string): Promise<boolean> {
    return this.#process.wasSent(key);
  }

  closeInput(): Promise<void> {
    return this.#process.closeInput();
  }

  async stop(options: { graceMs: number }) {
    const { found, survivors, method, durationMs } = await this.#process.stop(options);
    return { found, survivors: survivors.map(({ pid }) => pid), method, durationMs };
  }

  outputFiles(): { stdout: string; stderr: string } {
    const { directory } = this.#process;
    return { stdout: outputPath(directory, "stdout"), stderr: outputPath(directory, "stderr") };
  }

  look(): Promise<ProcessLook[]> {
    return this.#process.look();
  }

  close(): void {
    this.#process.close();
  }
}
