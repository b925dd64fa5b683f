import { expect, test } from "vitest";
import { KeptDrafts, type KeptValues } from "../../../extension/common/drafts/kept-drafts.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { RunnerSession } from "../../../extension/common/session/session.ts";
import { startTestBed, type TestBed } from "../../builders/runner.ts";

/** What an editor keeps, and what it still keeps after a restart. */
function editor(): KeptValues & { all: Map<string, unknown> } {
  const all = new Map<string, unknown>();
  return {
    all,
    keys: () => [...all.keys()],
    get: (key) => all.get(key),
    update: async (key, value) => {
      if (value === undefined) all.delete(key);
      else all.set(key, value);
    },
  };
}

/** A session with a real runner's API that can be taken off the network. */
function sessionOf(bed: TestBed): Pick<RunnerSession, "id" | "state" | "api"> & { away: boolean } {
  const session = {
    id: "http://runner",
    away: false,
    get state(): RunnerSession["state"] {
      if (session.away) return { kind: "offline", since: 0, reason: "gone", hint: undefined };
      const caller = { name: "ada", role: "admin" } as const;
      return { kind: "online", hello: { protocol: 1, version: "1", capabilities: [], instance: "1", caller, now: 0 } };
    },
    get api() {
      if (session.away) throw new SpoolError("unavailable", "gone");
      return bed.client.api;
    },
  };
  return session;
}

async function threadOf(bed: TestBed): Promise<string> {
  const { thread } = await bed.client.api.threads.create.mutate({ project: "demo", title: "t" });
  return thread.id;
}

test("drafts are on the runner, and nowhere else once it has them", async () => {
  await using bed = await startTestBed();
  const [values, session, threadId] = [editor(), sessionOf(bed), await threadOf(bed)];
  const drafts = new KeptDrafts(values);
  expect(await drafts.write(session, threadId, "review", "half")).toEqual({ kept: "runner" });
  expect(values.all.size).toBe(0);
  // Another window, or this one after a restart.
  expect(await new KeptDrafts(editor()).read(session, threadId)).toEqual({
    texts: new Map([["review", "half"]]),
    complete: true,
  });
  await drafts.write(session, threadId, "review", "");
  expect((await drafts.read(session, threadId)).texts.size).toBe(0);
});

test("what is written while the runner is away is there after a restart of the editor, and is sent when it is back", async () => {
  await using bed = await startTestBed();
  const [values, session, threadId] = [editor(), sessionOf(bed), await threadOf(bed)];
  await new KeptDrafts(values).write(session, threadId, "review", "before");
  session.away = true;
  const kept = await new KeptDrafts(values).write(session, threadId, "review", "between");
  expect(kept).toMatchObject({ kept: "editor", reason: expect.stringContaining("gone") });

  const again = new KeptDrafts(values);
  expect(await again.read(session, threadId)).toEqual({ texts: new Map([["review", "between"]]), complete: false });
  session.away = false;
  // Not sent yet, and still newer than what the runner has.
  expect((await again.read(session, threadId)).texts.get("review")).toBe("between");
  await again.flush(session);
  expect(values.all.size).toBe(0);
  const { drafts } = await bed.client.api.drafts.list.query({ threadId });
  expect(drafts.map(({ text }) => text)).toEqual(["between"]);
});

test("what is removed while the runner is away stays removed", async () => {
  await using bed = await startTestBed();
  const [values, session, threadId] = [editor(), sessionOf(bed), await threadOf(bed)];
  const drafts = new KeptDrafts(values);
  await drafts.write(session, threadId, "review", "there");
  session.away = true;
  await drafts.write(session, threadId, "review", "");
  session.away = false;
  expect((await drafts.read(session, threadId)).texts.size).toBe(0);
  await drafts.flush(session);
  expect((await bed.client.api.drafts.list.query({ threadId })).drafts).toEqual([]);
});

test("of texts that are written quickly the last one is what stays", async () => {
  await using bed = await startTestBed();
  const [values, session, threadId] = [editor(), sessionOf(bed), await threadOf(bed)];
  const drafts = new KeptDrafts(values);
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  await Promise.all(texts.map((text) => drafts.write(session, threadId, "review", text)));
  expect((await bed.client.api.drafts.list.query({ threadId })).drafts.map(({ text }) => text)).toEqual(["text 19"]);
  expect(values.all.size).toBe(0);
});

test("what the runner refuses is kept here, and the reason said", async () => {
  await using bed = await startTestBed();
  const [values, session] = [editor(), sessionOf(bed)];
  const kept = await new KeptDrafts(values).write(session, "thr_none", "review", "x");
  expect(kept).toMatchObject({ kept: "editor", reason: expect.stringMatching(/^No thread thr_none/) });
  expect(
    (await new KeptDrafts(values).read({ ...session, api: session.api, id: "http://other" }, "thr_none")).texts.size,
  ).toBe(0);
});
