import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

describe.skipIf(!supported)("the vendors' own programs at work for the runner", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test.concurrent.each(vendors)(
    "%s edits, is checked, and leaves a commit and a patch",
    async (agent) => {
      const started = await fleet.start(agent, "edit", { permissions: "allow", verify: ["grep -q hello hello.txt"] });
      const { job, runs, artifacts } = await fleet.settled(started);
      const run = runs.at(-1)?.run;
      expect([job.status, job.reason]).toEqual(["succeeded", null]);
      expect(run).toMatchObject({ status: "succeeded", verification: "passed", sandbox: "none", summary: "Done." });
      const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: started.threadId });
      expect(files.map(({ status, path }) => `${status} ${path}`)).toEqual(["added hello.txt"]);
      const mailbox = artifacts.find(({ kind }) => kind === "mbox");
      const patch = await (await fleet.bed.client.download(mailbox?.id ?? "")).text();
      expect(patch).toMatch(/^\+hello/m);
      console.error(agent, JSON.stringify([run?.tokens, run?.costUsd, run?.turns, run?.sessionId, run?.exitCause]));
      expect(await readdir(fleet.marks)).toEqual([]);
    },
    90_000,
  );
});
