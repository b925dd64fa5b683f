import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { commentOn } from "./harness/comment.ts";
import { runFromPalette } from "./harness/palette.ts";
import { menuClick, menuEntry, multiDiffEntry, quickInput, quickPickRow, tab, treeRow, view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

const original = ["one", "two", "three", "four", ""].join("\n");

describe.skipIf(!supported)("the changes of a thread in VS Code's own diff", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: TestBed;
  let threadId = "";
  let gate = "";

  beforeAll(async () => {
    bed = await startTestBed({
      files: { "keep.txt": original, "gone.txt": "away\n", "old-name.txt": original.repeat(5) },
      before: (repository) => writeFile(join(repository, "picture.bin"), Buffer.from([0, 1, 2, 3])),
    });
    gate = join(bed.directory, "go-on");
    const started = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Change things",
      instruction: instruct("Change things", {
        steps: [
          { edit: { path: "keep.txt", find: "two", replace: "2" } },
          { delete: "gone.txt" },
          { run: "git mv old-name.txt new-name.txt" },
          { write: { path: "src/added.txt", content: "new file\n" } },
          { write: { path: "picture.bin", content: "\u0000changed" } },
        ],
      }),
    });
    threadId = started.thread.id;
    await bed.settled(started.job.id);
    await connectCockpit(bench().window, bed);
  });

  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
  });

  test("all files are in one diff: changed, added, deleted, renamed", async () => {
    const { page } = bench().window;
    await treeRow(page, "Change things").click({ button: "right" });
    await menuEntry(page, /^Open Changes$/).click(menuClick);
    await tab(page, "Spool: Change things").waitFor();
    await multiDiffEntry(page, "keep.txt").waitFor();
    await multiDiffEntry(page, "keep.txt").locator(".modified .view-line", { hasText: "2" }).first().waitFor();
    await multiDiffEntry(page, "gone.txt").locator(".original .view-line", { hasText: "away" }).first().waitFor();
    // Both names of a renamed file are in its header.
    await multiDiffEntry(page, "new-name.txt").filter({ hasText: "old-name.txt" }).waitFor();
    await multiDiffEntry(page, "picture.bin").waitFor();
  });

  test("comments on lines are kept as drafts and become the thread's next job", async () => {
    const { window } = bench();
    const { page } = window;
    await commentOn(page, multiDiffEntry(page, "keep.txt").locator(".modified .view-line", { hasText: "2" }).first());
    await page.keyboard.type("Spell it out, please");
    await page.locator(".review-widget .monaco-button", { hasText: "Add to Review" }).click();
    await page.locator(".review-widget .comment-body", { hasText: "Spell it out, please" }).waitFor();
    const { drafts } = await bed.client.api.drafts.list.query({ threadId });
    expect(drafts.map(({ key }) => key)).toEqual(["review"]);

    await runFromPalette(page, "Spool: Submit Review");
    await quickInput(page).fill("One thing:");
    await page.keyboard.press("Enter");
    const created = await bed.event(
      (event) => event.type === "job.created" && event.data.instruction.includes("Spell it out"),
    );
    expect(created.type === "job.created" && created.data.instruction).toContain("keep.txt:2");
    await expect.poll(async () => (await bed.client.api.drafts.list.query({ threadId })).drafts).toEqual([]);
    expect(await page.locator(".review-widget").count()).toBe(0);
  });

  test("a diff follows the agent while it works", async () => {
    const { page } = bench().window;
    const started = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Work slowly",
      instruction: instruct("Work slowly", {
        steps: [
          { write: { path: "slow.txt", content: "first\n" } },
          { wait: gate },
          { write: { path: "slow.txt", content: "first\nsecond\n" } },
          { say: "More is there." },
          { wait: `${gate}-end` },
        ],
      }),
    });
    await bed.event((event) => event.jobId === started.job.id && event.type === "agent.tool_result");
    await treeRow(page, "Work slowly").waitFor();
    await runFromPalette(page, "Spool: Open Changes");
    await quickPickRow(page, "Work slowly").click();
    const line = (text: string) => multiDiffEntry(page, "slow.txt").locator(".view-line", { hasText: text }).first();
    await line("first").waitFor();
    await writeFile(gate, "");
    await line("second").waitFor();
    await writeFile(`${gate}-end`, "");
    expect(await bed.settled(started.job.id)).toBe("succeeded");
  });

  test("all files of a thread can be looked around in, read only", async () => {
    const { page } = bench().window;
    await runFromPalette(page, "Spool: Browse Files");
    await quickPickRow(page, "Work slowly").click();
    const files = view(page, "Files");
    await treeRow(files, "keep.txt").waitFor();
    await treeRow(files, "slow.txt").click();
    await tab(page, "slow.txt").waitFor();
    await page.locator(".editor-instance .view-line", { hasText: "second" }).waitFor();
    await page.locator(".editor-instance .view-line", { hasText: "second" }).click();
    await page.keyboard.type("x");
    await page.locator(".monaco-editor-overlaymessage", { hasText: "read only" }).waitFor();
  });

  test("nothing in a webview or on the network was out of order", () => {
    const { observed } = bench().window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
