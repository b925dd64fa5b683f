import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { probeSandbox } from "../../../runner/process/sandbox-probe.ts";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

const { bubblewrap } = await probeSandbox();
if (!bubblewrap.available) process.stderr.write(`NOT EXERCISED: agents in a sandbox: ${bubblewrap.reason}\n`);

/** What users have, and what runs from it. */
const userFolders = [".claude/plugins", ".claude/hooks", ".codex/rules", ".codex/skills", ".gemini/extensions"];
const outside = [
  ...[".claude/settings.json", ".codex/config.toml", ".gemini/settings.json", ".codex/hooks.json"],
  ...[".gitconfig", ...userFolders.map((folder) => `${folder}/own.sh`)],
];

describe.skipIf(!supported || !bubblewrap.available)(
  "the vendors' own programs in a sandbox",
  { timeout: caseMs },
  () => {
    let fleet: Fleet;
    beforeAll(async () => {
      fleet = await startFleet({ runtime: { sandbox: "auto" } });
      for (const folder of userFolders) await mkdir(join(fleet.home, folder), { recursive: true });
      for (const file of outside.slice(4)) await writeFile(join(fleet.home, file), "");
    }, 300_000);
    afterAll(async () => fleet[Symbol.asyncDispose]());

    test.concurrent.each(vendors)("%s edits, and goes on in its session", async (agent) => {
      const first = await fleet.start(agent, "edit", { permissions: "allow", verify: ["grep -q hello hello.txt"] });
      const one = await fleet.settled(first);
      expect([one.job.status, one.job.reason]).toEqual(["succeeded", null]);
      expect(one.runs[0]?.run).toMatchObject({ sandbox: "bubblewrap", summary: "Done." });
      const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: first.threadId });
      expect(files.map(({ path }) => path)).toEqual(["hello.txt"]);
      // Gemini begins anew in each worktree, sandbox or not.
      if (agent === "gemini") return;
      const two = await fleet.settled(await fleet.goOn(first, "hello"));
      expect([two.job.status, two.job.reason, two.job.attemptsUsed]).toEqual(["succeeded", null, 1]);
      expect(two.runs.map(({ run }) => run.sessionId)).toEqual([one.runs[0]?.run.sessionId]);
    });

    test("sees neither the runner's data nor another run's files, and cannot change what is run outside", async () => {
      const other = await fleet.start("acp", "linger");
      const otherTree = await fleet.wrote(other, "begun.txt");
      const data = join(fleet.bed.directory, "data");
      const token = (await readFile(join(data, "local.token"), "utf8")).trim();
      const look = `cat ${data}/local.token; ls ${data}; cat ${otherTree}/begun.txt`;
      const write = `cd ${fleet.home}; for f in ${outside.join(" ")}; do echo evil >> $f; done`;
      const scene = `run exec > seen.txt 2>&1; ${look}; ${write}; echo looked`;
      const started = await Promise.all(
        vendors.map((agent) => fleet.start(agent, scene, { permissions: "allow", verify: ["cat seen.txt"] })),
      );
      for (const each of started) {
        const { job } = await fleet.settled(each);
        expect([each.agent, job.status, job.reason]).toEqual([each.agent, "succeeded", null]);
        const events = await fleet.eventsOf(each.threadId);
        const seen = events.find((event) => event.type === "step.ended");
        const lines = seen?.type === "step.ended" ? seen.data.tail.split("\n") : [];
        expect(lines.at(-1)).toBe("looked");
        expect(lines.filter((line) => line.startsWith("cat: ")).map((line) => line.split(": ").at(-1))).toEqual(
          Array(2).fill("No such file or directory"),
        );
        // Only the places where something of this run's own is mounted.
        expect(lines.filter((line) => /^[\w.]+$/.test(line))).toEqual([
          "artifacts",
          "repositories",
          "runs",
          "worktrees",
          "looked",
        ]);
        expect(JSON.stringify(events)).not.toContain(token);
      }
      for (const file of outside) {
        const content = await readFile(join(fleet.home, file), "utf8");
        expect(content, file).not.toContain("evil");
      }
      await fleet.bed.client.api.jobs.cancel.mutate({ jobId: other.jobId });
      await fleet.settled(other);
    });
  },
);
