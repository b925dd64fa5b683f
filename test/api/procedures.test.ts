import { expect, test } from "vitest";
import { protocolVersion } from "../../shared/api/views.ts";
import { startApi } from "./support/api.ts";

for (const transport of ["http", "ws"] as const) {
  test(`a thread is started, read and its events followed over ${transport}`, async () => {
    await using api = await startApi();
    const client = api.client("operator", { transport });
    const { api: calls } = client;

    const hello = await calls.hello.query();
    expect(hello).toMatchObject({
      protocol: protocolVersion,
      caller: { name: "the operator", role: "operator" },
      instance: "instance-1",
    });

    const { seq } = await calls.queue.get.query();
    const { thread, job } = await calls.threads.start.mutate({ project: "demo", instruction: "Add a health check" });
    expect(job).toMatchObject({ status: "queued", requestedBy: { type: "token", id: "the operator" } });

    const detail = await calls.threads.get.query({ threadId: thread.id });
    expect(detail.waiting).toMatchObject([{ jobId: job.id, position: 1, reason: { kind: "starting" } }]);
    expect(detail.jobs).toEqual([job]);

    const stop = new AbortController();
    const types: string[] = [];
    for await (const event of client.followEvents({ threadId: thread.id }, { after: seq, signal: stop.signal })) {
      types.push(event.type);
      if (event.type === "thread.status") stop.abort();
    }
    expect(types).toEqual(["thread.created", "job.created", "thread.status"]);

    await calls.drafts.set.mutate({ threadId: thread.id, key: "composer", text: "half a sen" });
    const reader = api.client("viewer", { transport }).api;
    const { drafts } = await reader.drafts.list.query({ threadId: thread.id });
    expect(drafts).toMatchObject([{ key: "composer", text: "half a sen", by: "the operator" }]);
    expect((await reader.threads.get.query({ threadId: thread.id })).drafts).toEqual(drafts);
    const forbidden = reader.drafts.set.mutate({ threadId: thread.id, key: "composer", text: "" });
    await expect(forbidden).rejects.toMatchObject({ code: "forbidden" });

    const queue = await calls.queue.get.query();
    expect(queue.waiting).toHaveLength(1);
    const paused = await calls.queue.pause.mutate({ reason: "lunch" });
    expect(paused.pauses).toMatchObject([{ projectId: null, by: "the operator", reason: "lunch" }]);
    expect((await calls.queue.get.query()).waiting).toMatchObject([{ reason: { kind: "paused" } }]);
    expect((await calls.queue.resume.mutate({})).pauses).toEqual([]);
  });
}
