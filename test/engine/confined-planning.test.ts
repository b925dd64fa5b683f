import { join } from "node:path";
import { expect, test } from "vitest";
import { probeSandbox } from "../../runner/process/sandbox-probe.ts";
import { git } from "../builders/git-repository.ts";
import { greet, sayPlan, startPlanningBed } from "../builders/planning.ts";

const { bubblewrap } = await probeSandbox();

/** Outside of its worktree it writes into folders that go with the sandbox. Each goes on where it is refused, and says so. */
const attempts = [
  "echo x > early.txt",
  "echo x >> README.md",
  "git -c user.name=x -c user.email=x@example.org commit --allow-empty -qm early",
  "git branch early",
];

test.skipIf(!bubblewrap.available)(
  "a confined agent cannot write while it plans, and its plan is asked about",
  async () => {
    await using bed = await startPlanningBed({
      cases: [
        {
          when: { phase: "plan" },
          steps: [...attempts.map((command) => ({ run: `${command} || echo refused` })), sayPlan()],
        },
        { steps: [greet] },
      ],
    });
    const { jobId, threadId } = await bed.begin();
    const asked = await bed.asked(jobId);
    const { runs } = await bed.detail(jobId);
    expect(runs.map(({ run }) => [run.status, run.sandbox])).toEqual([["succeeded", "bubblewrap"]]);
    const events = await bed.events({ threadId });
    const outputs = events.flatMap((event) => (event.type === "agent.tool_result" ? [event.data.output] : []));
    expect(outputs.map((output) => output?.includes("refused"))).toEqual(attempts.map(() => true));
    await bed.client.api.jobs.approve.mutate({ jobId, revision: asked.revision });
    await bed.event((event) => event.type === "job.status" && event.data.to === "succeeded");
    const { files } = await bed.client.api.threads.changes.query({ threadId });
    expect(files.map(({ path }) => path)).toEqual(["greeting.txt"]);
    const mirror = join(bed.config.runtime.dataDirectory, "repositories/demo/repository.git");
    expect(await git(mirror, "branch", "--list", "early")).toBe("");
  },
);
