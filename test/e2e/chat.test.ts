// What VS Code's own chat is given, asked for in the way that other extensions ask for it. No model takes part.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discoverRunner } from "../../runner/client/discovery.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { keptState } from "./harness/kept-state.ts";
import { button, dialog } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import type { VsCodeWindow } from "./harness/window.ts";
import { supported } from "./runtime/versions.ts";

const names = ["spool_continue_thread", "spool_get_thread", "spool_list_threads", "spool_start_thread"];

/** The text that a tool gives to whoever calls it; an error is one, too. */
async function invoke(window: VsCodeWindow, tool: string, input: object): Promise<string> {
  return window.evaluate(
    async (vscode, name, given) => {
      try {
        const result = await vscode.lm.invokeTool(name, { toolInvocationToken: undefined, input: given });
        return result.content.map((part) => (part as { value: string }).value).join("\n");
      } catch (error) {
        return `thrown: ${String(error)}`;
      }
    },
    tool,
    input,
  );
}

async function toolNames(window: VsCodeWindow, part: string): Promise<string[]> {
  const all = await window.evaluate((vscode) => vscode.lm.tools.map(({ name }) => name));
  return all.filter((name) => name.includes(part)).toSorted();
}

/** Paths of files below a folder that hold the text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

describe.skipIf(!supported).each(["newest", "oldest"] as const)("the chat of the %s VS Code", (version) => {
  const bench = useBench({
    version,
    extension: "folder",
    settings: { "chat.disableAIFeatures": false, "chat.mcp.autostart": "never" },
  });
  let bed: TestBed;
  let url = "";
  let token = "";

  beforeAll(async () => {
    bed = await startTestBed();
    ({ url, token } = await discoverRunner(bed.config.runtime.dataDirectory));
  });

  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
  });

  const threads = async () => (await bed.client.api.threads.list.query({})).threads;

  test("has Spool's tools as soon as there is a runner", async () => {
    const { window } = bench();
    // Newer versions list also those that are not offered to a chat.
    if (version === "oldest") expect(await toolNames(window, "spool")).toEqual([]);
    await window.evaluate(async (vscode, address) => {
      const runners = [{ name: "box", address }];
      await vscode.workspace.getConfiguration().update("spool.runners", runners, vscode.ConfigurationTarget.Global);
    }, url);
    await expect.poll(() => toolNames(window, "spool"), { timeout: 10_000 }).toEqual(names);
    // There is no token yet.
    expect(await invoke(window, "spool_list_threads", {})).toMatch(/^This was not done\. unavailable: .*token/);
  });

  test("lists threads without asking", async () => {
    const { window } = bench();
    await connectCockpit(window, bed);
    const started = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "Wait", hold: true });
    await expect
      .poll(() => invoke(window, "spool_list_threads", { project: "demo" }), { timeout: 10_000 })
      .toContain(`${started.thread.id} open demo: Wait`);
    expect(await invoke(window, "spool_get_thread", { threadId: started.thread.id })).toContain("data to judge");
  });

  test("starts a thread when the person agrees to what it shows", async () => {
    const { window } = bench();
    const { page } = window;
    const before = (await threads()).length;
    const scenario = { steps: [{ write: { path: "greeting.txt", content: "hi\n" } }] };
    const instruction = instruct("Write <b>a</b> *greeting* [x](command:spool.connect)", scenario);
    const refused = invoke(window, "spool_start_thread", { instruction });
    await dialog(page, "Start a Spool thread?").waitFor();
    await button(dialog(page, "Start a Spool thread?"), "Cancel").click();
    expect(await refused).toMatch(/^thrown: .*Cancel/i);
    expect(await threads()).toHaveLength(before);

    const agreed = invoke(window, "spool_start_thread", { instruction });
    const shown = dialog(page, "Start a Spool thread?");
    await shown.waitFor();
    const words = await shown.innerText();
    expect(words).toContain("Project: demo");
    expect(words).toContain("Write <b>a</b> *greeting* [x](command:spool.connect)");
    expect(words).toContain("greeting.txt");
    expect(await shown.locator("a", { hasText: "x" }).count()).toBe(0);
    await button(shown, /^(Yes|OK|Continue)$/i).click();
    expect(await agreed).toMatch(/Made thread thr_/);
    const created = await bed.event(
      (event) => event.type === "job.created" && event.data.instruction === instruction.trim(),
    );
    expect(await bed.settled(created.jobId ?? "")).toBe("succeeded");
  });

  test("continues a thread when the person agrees", async () => {
    const { window } = bench();
    const thread = (await threads()).find(({ latestJob }) => latestJob?.status === "succeeded")?.thread;
    const said = invoke(window, "spool_continue_thread", { threadId: thread?.id, instruction: "Now a farewell" });
    const shown = dialog(window.page, "Continue a Spool thread?");
    await shown.getByText("Now a farewell").waitFor();
    await button(shown, /^(Yes|OK|Continue)$/i).click();
    expect(await said).toContain(`Appended to thread ${thread?.id}`);
    const { jobs } = await bed.client.api.threads.get.query({ threadId: thread?.id ?? "" });
    expect(jobs.map((job) => job.instruction)).toContain("Now a farewell");
  });

  test("is told what is wrong, and the person is asked nothing", async () => {
    const { window } = bench();
    expect(await invoke(window, "spool_list_threads", { limit: "many" })).toMatch(/limit/i);
    expect(await invoke(window, "spool_start_thread", { instruction: "x", permissions: "allow" })).toMatch(
      /permissions/i,
    );
    expect(await invoke(window, "spool_start_thread", { instruction: "x", project: "no-such" })).toMatch(/demo/);
    expect(await dialog(window.page, "Spool").count()).toBe(0);
  });

  test("gets the runner as an MCP server, and its token is nowhere but in the request", async () => {
    const { window, code } = bench();
    const label = "Spool: box";
    // VS Code gathers the servers that it is told of, and starts none that it does not know yet.
    const start = async () => {
      await window.evaluate(
        (vscode, id) => vscode.commands.executeCommand("workbench.mcp.startServer", id),
        `spool.spool/${label}`,
      );
      return toolNames(window, "queue_status");
    };
    await expect.poll(start, { timeout: 20_000, interval: 500 }).toHaveLength(1);
    const [name = ""] = await toolNames(window, "list_projects");
    expect(await invoke(window, name, {})).toContain("demo");
    expect(await filesWith(code.directory, token)).toEqual([]);

    // VS Code keeps what it is told of servers, to offer them in the next window before Spool is active.
    const kept = async () => Object.entries(await keptState(window.page));
    const told = async () => (await kept()).filter(([place]) => place.endsWith("mcp.extCachedServers")).join("\n");
    await expect.poll(told, { timeout: 20_000, interval: 500 }).toContain(label);
    expect((await kept()).filter(([, text]) => text.includes(token)).map(([place]) => place)).toEqual([]);
  });

  test("is told that the runner is offline", async () => {
    const { window } = bench();
    await bed.restart(async () => {
      await expect
        .poll(() => invoke(window, "spool_list_threads", {}), { timeout: 15_000 })
        .toMatch(/^This was not done\. unavailable: .*offline/);
      expect(await invoke(window, "spool_start_thread", { instruction: "x" })).toMatch(/thrown: .*offline/);
    });
  });

  test("nothing was asked of anybody outside", () => {
    const { observed } = bench().window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
