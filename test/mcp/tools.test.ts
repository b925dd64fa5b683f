import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instruct } from "../builders/scenario.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { makeAccess } from "./support/access.ts";
import { openTools, transports } from "./support/tools.ts";

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const reading = ["list_projects", "list_threads", "get_thread", "read_timeline", "get_changes", "queue_status"];
const working = ["start_thread", "continue_thread", "send_message", "cancel_job"];

interface Started {
  thread: { id: string };
  job: { id: string };
}

describe.each(transports)("over %s", (transport) => {
  test("work is started, followed, looked at and continued", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "operator"));
    expect((await tools.call("list_projects")).data).toMatchObject({
      projects: [{ name: "demo", baseBranch: "main", jobTypes: expect.arrayContaining([expect.anything()]) }],
    });
    const instruction = instruct("Greet", {
      steps: [{ say: "I greet." }, { write: { path: "hello.txt", content: "hello\nworld\n" } }],
    });
    const request = { project: "demo", instruction, requestId: `start-${transport}` };
    const started = await tools.call("start_thread", request);
    expect(started.isError).toBe(false);
    const { thread, job } = started.data as unknown as Started;
    expect(started.text).toContain(thread.id);
    expect((await tools.call("start_thread", request)).data).toEqual(started.data);
    expect(await bed.settled(job.id)).toBe("succeeded");

    const listed = await tools.call("list_threads", { project: "demo", limit: 1 });
    expect(listed.data).toMatchObject({
      threads: [{ id: thread.id, project: "demo", latestJob: { id: job.id, status: "succeeded" } }],
    });
    expect(listed.text).toContain(`${thread.id} idle demo: Greet`);

    const found = async (search: string) => (await tools.call("list_threads", { search })).data["threads"];
    expect(await found("gREET")).toContainEqual(expect.objectContaining({ id: thread.id }));
    expect(await found("farewell")).toEqual([]);

    const timeline = await tools.call("read_timeline", { threadId: thread.id });
    const { events, lastSeq } = timeline.data as { events: { seq: number; type: string }[]; lastSeq: number };
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["thread.created", "agent.message"]));
    expect(timeline.text).toMatch(/ agent\.message run_\w+ \{"text":"I greet\."\}\n/);

    const changes = await tools.call("get_changes", { threadId: thread.id.slice(-8), patch: true });
    expect(changes.data).toMatchObject({
      files: [{ path: "hello.txt", status: "added", additions: 2, deletions: 0 }],
      patch: expect.stringContaining("+world\n"),
      patchCut: false,
    });
    expect(changes.text).toContain("added hello.txt +2 -0");
    expect(changes.text).toContain("\n+hello\n+world\n");

    const again = instruct("And say goodbye", { steps: [{ write: { path: "bye.txt", content: "bye\n" } }] });
    const continued = await tools.call("continue_thread", { threadId: thread.id, instruction: again });
    const next = (continued.data as unknown as Started).job.id;
    expect(await bed.settled(next)).toBe("succeeded");
    const newer = await tools.call("read_timeline", { threadId: thread.id, after: lastSeq, limit: 200 });
    expect(newer.text).not.toContain(job.id);
    expect(newer.text).toContain(next);
    const shown = await tools.call("get_thread", { threadId: thread.id });
    expect(shown.data).toMatchObject({
      thread: { status: "idle", project: "demo" },
      jobs: [{ id: job.id }, { id: next, type: "continue", status: "succeeded" }],
      runs: [{ jobId: job.id, status: "succeeded" }, { jobId: next }],
      pendingApprovals: [],
      changes: { files: 2 },
      commits: [{ subject: expect.stringContaining("And say goodbye") }, { subject: expect.stringContaining("Greet") }],
    });
    expect(shown.text).toMatch(/commit [0-9a-f]{40} Greet/);
    expect(shown.text).toContain(`job ${next} (continue) is succeeded`);
  });

  test("a message reaches the thread, a job at work is cancelled, the queue tells why one waits", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "operator"));
    const start = async (title: string, type: string) => {
      const instruction = instruct(title, { steps: [{ misbehave: "hang" }] });
      return (await tools.call("start_thread", { project: "demo", instruction, jobType: type }))
        .data as unknown as Started;
    };
    const { thread, job } = await start("Hang", "implement");
    await bed.event((event) => event.type === "agent.started" && event.jobId === job.id);
    const follow = await tools.call("continue_thread", { threadId: thread.id, instruction: "Then this", hold: false });
    const queue = await tools.call("queue_status");
    expect(queue.data).toMatchObject({ active: [{ id: job.id, threadId: thread.id }] });
    const waiting = (follow.data as unknown as Started).job.id;
    expect(queue.text).toContain(`job ${waiting}`);
    expect(queue.text).toContain(`another job of its thread is at work (${job.id})`);

    const sent = await tools.call("send_message", { threadId: thread.id, text: "Hurry up" });
    expect(sent.data).toMatchObject({ message: { state: "kept" }, job: null });
    expect((await tools.call("get_thread", { threadId: thread.id })).text).toContain("not delivered yet: Hurry up");

    await tools.call("cancel_job", { jobId: waiting });
    const cancelled = await tools.call("cancel_job", { jobId: job.id });
    expect(cancelled).toMatchObject({ isError: false, data: { job: { id: job.id }, cancelRequested: true } });
    expect(await bed.settled(job.id)).toBe("cancelled");
    const ended = await tools.call("get_thread", { threadId: thread.id });
    for (const { id, status } of ended.data["jobs"] as { id: string; status: string }[]) {
      if (status === "queued") await tools.call("cancel_job", { jobId: id });
    }
  });

  test("a question to a person is told and cannot be answered", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "admin"));
    const instruction = instruct("Ask", { steps: [{ ask: { title: "Write ran.txt", path: "ran.txt" } }] });
    const { thread, job } = (await tools.call("start_thread", { project: "demo", instruction, agent: "acp" }))
      .data as unknown as Started;
    await bed.event((event) => event.type === "approval.requested" && event.jobId === job.id);
    const shown = await tools.call("get_thread", { threadId: thread.id });
    expect(shown.data).toMatchObject({ pendingApprovals: [{ jobId: job.id, kind: "permission" }] });
    expect(shown.text).toMatch(/a person has to answer \(permission\): .*ran\.txt/);
    expect((await tools.call("list_threads", { limit: 1 })).text).toContain("waits for a person");
    const { tools: offered } = await tools.client.listTools();
    expect(offered.map(({ name }) => name)).toEqual([...reading, ...working]);
    expect(JSON.stringify(offered.map(({ name, inputSchema }) => [name, inputSchema]))).not.toMatch(
      /approve|reject|permissions|verify|publish|writeMode|max(Turns|CostUsd)|timeoutMs|requestedBy/,
    );
    for (const name of ["permissions", "verify", "publish", "writeMode", "maxCostUsd", "requestedBy"]) {
      const refused = await tools.call("start_thread", { project: "demo", instruction: "x", [name]: "allow" });
      expect(refused).toMatchObject({ isError: true, data: { error: { code: "invalid_input" } } });
      expect(refused.text).toContain(name);
    }
    await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
    expect(await bed.settled(job.id)).toBe("cancelled");
  });

  test("a viewer is offered what reads and refused what works", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "viewer"));
    const { tools: offered } = await tools.client.listTools();
    expect(offered.map(({ name }) => name)).toEqual(reading);
    expect(offered.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    for (const name of working) {
      const refused = await tools.call(name, { project: "demo", instruction: "x" });
      expect(refused).toMatchObject({
        isError: true,
        data: { error: { code: "forbidden", hint: "use a token with the role operator" } },
      });
      expect(refused.text).toMatch(/^forbidden: .*\nhint: /);
    }
    expect((await tools.call("queue_status")).isError).toBe(false);
  });

  test("wrong input is answered with the field, unknown things with what they are", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "operator"));
    const cases: [string, Record<string, unknown>, string, string][] = [
      ["start_thread", { project: "demo" }, "invalid_input", "instruction"],
      ["start_thread", { project: "demo", instruction: "x", priority: 9 }, "invalid_input", "priority"],
      ["start_thread", { project: "demo", instruction: "x", requestId: "a b" }, "invalid_input", "requestId"],
      ["start_thread", { project: "nowhere", instruction: "x" }, "not_found", "nowhere"],
      ["read_timeline", { threadId: "thr_x", limit: 1_000 }, "invalid_input", "limit"],
      ["list_threads", { status: "sleeping" }, "invalid_input", "status"],
      ["get_thread", { threadId: "thr_00000000000000000000000000" }, "not_found", "thr_0000"],
      ["get_thread", { threadId: "x" }, "invalid_input", "too short"],
      ["cancel_job", { jobId: "nothere" }, "not_found", "nothere"],
    ];
    for (const [name, args, code, said] of cases) {
      const answer = await tools.call(name, args);
      expect([name, args, answer.isError, answer.data["error"]]).toEqual([
        name,
        args,
        true,
        expect.objectContaining({ code, message: expect.stringContaining(said) }),
      ]);
      expect(answer.text).toContain(said);
    }
    await expect(tools.call("drop_everything")).rejects.toThrow("drop_everything");
  });

  test("a token that is revoked in mid-session ends it", async () => {
    const access = await makeAccess(bed, "operator");
    await using tools = await openTools(transport, access);
    expect((await tools.call("queue_status")).isError).toBe(false);
    await bed.client.api.tokens.revoke.mutate({ tokenId: access.tokenId });
    const after = tools.call("queue_status");
    if (transport === "http") await expect(after).rejects.toMatchObject({ code: 401 });
    else expect(await after).toMatchObject({ isError: true, data: { error: { code: "unauthenticated" } } });
  });

  test("the model is told what is untrusted, and the tools say what they do", async () => {
    await using tools = await openTools(transport, await makeAccess(bed, "operator"));
    expect(tools.client.getServerVersion()).toMatchObject({ name: "spool", version: "0.1.0" });
    expect(tools.client.getInstructions()).toContain("untrusted data");
    const { tools: offered } = await tools.client.listTools();
    const hints = Object.fromEntries(offered.map(({ name, annotations }) => [name, annotations]));
    expect(hints["start_thread"]).toMatchObject({ readOnlyHint: false, destructiveHint: false, openWorldHint: true });
    expect(hints["cancel_job"]).toMatchObject({ destructiveHint: true, idempotentHint: true });
    expect(offered.every(({ inputSchema }) => inputSchema["additionalProperties"] === false)).toBe(true);
  });
});
