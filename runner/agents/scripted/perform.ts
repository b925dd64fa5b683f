import { exec, type ExecException } from "node:child_process";
import { watch } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import { misbehave } from "./misbehave.ts";
import type { ScenarioStep } from "./scenario.ts";

/** By Node alone: this program is started for each run of a demo or a test, and execa takes as long to load as all else. */
const run = promisify(exec);

/** How what is done is told: as marked lines or as protocol updates. */
export interface Reporter {
  say(text: string): void;
  think(text: string): void;
  plan(entries: { text: string; status: string }[]): void;
  toolCall(id: string, kind: ToolKind, title: string, paths: string[], detail: string): void;
  toolResult(id: string, ok: boolean, output: string): void;
  usage(report: Record<string, number | undefined>): void;
  session(id: string): void;
  fail(failure: { failure: string; message: string; resetAt?: number | undefined }): void;
  /** Whether it may; where nobody can be asked, yes. */
  ask(id: string, title: string, path?: string, content?: string): Promise<boolean>;
}

export interface Stage {
  cwd: string;
  reporter: Reporter;
  /** Ends what takes time. */
  signal: AbortSignal;
  /** A fresh id for a tool call. */
  nextId(): string;
}

/** Thrown by `exit`: ends the agent with this code after its output is written. */
export class ScenarioExit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

async function fileAppears(path: string, signal: AbortSignal): Promise<void> {
  // The folder is watched, not the file, which is not there yet; looked at again in case it came in between.
  const watcher = watch(dirname(path), { signal });
  try {
    for (;;) {
      const changed = new Promise<void>((done, refuse) => {
        watcher.once("change", () => done());
        watcher.once("error", refuse);
        watcher.once("close", () => refuse(new Error("stopped waiting")));
      });
      // Left alone when the file is already there.
      changed.catch(() => {});
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (there) return;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

async function tool(
  stage: Stage,
  call: { kind: ToolKind; title: string; paths: string[]; detail: string },
  work: () => Promise<string>,
): Promise<void> {
  const id = stage.nextId();
  stage.reporter.toolCall(id, call.kind, call.title, call.paths, call.detail);
  try {
    stage.reporter.toolResult(id, true, await work());
  } catch (error) {
    // A failing tool is part of the play: the model would see its message and go on.
    stage.reporter.toolResult(id, false, error instanceof Error ? error.message : String(error));
  }
}

/** Does one step for real. */
export async function perform(stage: Stage, step: ScenarioStep): Promise<void> {
  const { cwd, reporter, signal } = stage;
  signal.throwIfAborted();
  if ("say" in step) reporter.say(step.say);
  else if ("think" in step) reporter.think(step.think);
  else if ("plan" in step) reporter.plan(step.plan);
  else if ("usage" in step) reporter.usage(step.usage);
  else if ("session" in step) reporter.session(step.session);
  else if ("fail" in step) reporter.fail(step.fail);
  else if ("exit" in step) throw new ScenarioExit(step.exit);
  else if ("misbehave" in step) await misbehave(step.misbehave);
  else if ("sleep" in step) await pause(step.sleep, undefined, { signal });
  else if ("wait" in step) await fileAppears(resolve(cwd, step.wait), signal);
  else if ("write" in step) {
    const path = resolve(cwd, step.write.path);
    const call = {
      kind: "edit" as const,
      title: `Write ${step.write.path}`,
      paths: [path],
      detail: step.write.content,
    };
    await tool(stage, call, async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, step.write.content);
      return "written";
    });
  } else if ("edit" in step) {
    const { find, replace } = step.edit;
    const path = resolve(cwd, step.edit.path);
    const detail = `- ${find}\n+ ${replace}`;
    await tool(stage, { kind: "edit", title: `Edit ${step.edit.path}`, paths: [path], detail }, async () => {
      const before = await readFile(path, "utf8");
      if (!before.includes(find)) throw new Error(`${step.edit.path} does not contain what is to be replaced`);
      await writeFile(
        path,
        before.replace(find, () => replace),
      );
      return "edited";
    });
  } else if ("delete" in step) {
    const path = resolve(cwd, step.delete);
    const call = { kind: "delete" as const, title: `Delete ${step.delete}`, paths: [path], detail: step.delete };
    await tool(stage, call, async () => {
      await rm(path, { recursive: true });
      return "deleted";
    });
  } else if ("run" in step) {
    const call = { kind: "execute" as const, title: step.run, paths: [], detail: step.run };
    await tool(stage, call, async () => {
      const running = run(step.run, { cwd, signal, maxBuffer: 100_000_000 });
      running.child.stdin?.end();
      const printed = await running.catch((error: ExecException) => {
        const { code, stdout = "", stderr = "" } = error;
        const how = typeof code === "number" ? `Command failed with exit code ${code}: ${step.run}` : error.message;
        throw new Error(`${how}\n${stdout}${stderr}`, { cause: error });
      });
      return (printed.stdout + printed.stderr).replace(/\n$/, "");
    });
    signal.throwIfAborted();
  } else {
    const { title, path, content, allowed = [], denied = [] } = step.ask;
    const may = await reporter.ask(stage.nextId(), title, path && resolve(cwd, path), content);
    for (const next of may ? allowed : denied) await perform(stage, next);
  }
}
