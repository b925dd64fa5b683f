import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const quick = instruct("Quick", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });

test("a prompt template of the repository is filled; what it names wrongly is said", async () => {
  await using bed = await startTestBed({
    files: {
      "prompt.md":
        "Do {{ title }} on {{ branch }}.{% if remediation %} Again.{% endif %} {{ typo }}\n\n{{ instruction }}\n",
    },
    project: { job_types: { implement: { agent: "echo", prompt_template: "prompt.md" } } },
    agents: { echo: { adapter: "command", command: ["/bin/cat"] } },
  });
  const start = { project: "demo", title: "the thing", instruction: "Please {{ title }}." };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("succeeded");
  const events = await bed.events({ threadId: thread.id });
  const said = events.flatMap((event) => (event.type === "agent.message" ? [event.data.text] : [])).join("\n");
  expect(said).toContain(`Do the thing on ${thread.branch}. {{ typo }}`);
  expect(said).toContain("Please {{ title }}.");
  expect(events).toContainEqual(
    expect.objectContaining({ type: "warning", data: expect.objectContaining({ code: "prompt_template" }) }),
  );
});

test("a job of a project that left the configuration waits, and goes on when it is back", async () => {
  await using bed = await startTestBed();
  const without = { ...bed.config, projects: [] };
  await bed.client.api.queue.pause.mutate({});
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  await bed.runner.reload(without);
  await bed.client.api.queue.resume.mutate({});
  expect((await bed.client.api.queue.get.query()).waiting).toMatchObject([{ reason: { kind: "project_removed" } }]);
  await bed.runner.reload(bed.config);
  expect(await bed.settled(job.id)).toBe("succeeded");
});

test("lanes hold: one job of an agent, two of the project, and the reasons are shown", async () => {
  await using bed = await startTestBed({
    agents: {
      single: {
        adapter: "command",
        command: ["/bin/sh", "-c", "cat >/dev/null; while [ ! -e go ]; do sleep 0.05; done"],
        max_jobs: 1,
      },
    },
    project: { concurrency: { max_jobs: 2 } },
    runtime: { max_concurrent_jobs: 3 },
  });
  const start = (agent: string) =>
    bed.client.api.threads.start.mutate({
      project: "demo",
      agent,
      instruction: instruct("Wait", { steps: [{ wait: "go" }] }),
      retryLimit: 0,
    });
  const jobs = [await start("single"), await start("single"), await start("script"), await start("script")];
  await bed.event((event) => event.type === "agent.started" && event.jobId === jobs[2]?.job.id);
  const { waiting, active } = await bed.client.api.queue.get.query();
  expect(active.map(({ id }) => id).sort()).toEqual([jobs[0]?.job.id, jobs[2]?.job.id].sort());
  expect(waiting.map(({ reason }) => reason.kind)).toEqual(["project_lane", "project_lane"]);
  for (const { job } of jobs) await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  for (const { job } of jobs) expect(await bed.settled(job.id)).toBe("cancelled");
});
