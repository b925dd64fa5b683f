import { expect, test } from "vitest";
import { KeptDrafts, type KeptValues } from "../../../extension/common/drafts/kept-drafts.ts";
import { startApi } from "../../api/support/api.ts";
import { cuttingProxy } from "../../api/support/proxy.ts";
import { makeThreads, openSession } from "../session/open-session.ts";

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

/** A session with a runner that can be taken off the network, and a thread to write on. */
async function ground() {
  await using made = new AsyncDisposableStack();
  const api = made.use(await startApi());
  const own = Number(new URL(api.server.address).port);
  let port = own;
  const proxy = made.use(await cuttingProxy(() => port));
  const { session, reached } = made.use(openSession(proxy.url, api.tokens.operator.secret));
  await reached("online");
  const [threadId = ""] = await makeThreads(api.world.core, 1);
  const owned = made.move();
  return {
    session,
    threadId,
    values: editor(),
    async goAway() {
      port = 1;
      proxy.cut();
      await reached("offline");
    },
    async comeBack() {
      port = own;
      await reached("online");
    },
    /** What the runner has. */
    async texts() {
      return (await api.world.core.store.read.drafts.forThread(threadId)).map(({ text }) => text);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

test("drafts are on the runner, and nowhere else once it has them", async () => {
  await using on = await ground();
  const { session, threadId, values } = on;
  const drafts = new KeptDrafts(values);
  expect(await drafts.write(session, threadId, "review", "half")).toEqual({ kept: "runner" });
  expect(values.all.size).toBe(0);
  // Another window, or this one after a restart.
  const found = await new KeptDrafts(editor()).read(session, threadId);
  expect(found).toEqual({ texts: new Map([["review", "half"]]), complete: true });
  await drafts.write(session, threadId, "review", "");
  expect((await drafts.read(session, threadId)).texts.size).toBe(0);
});

test("what is written while the runner is away outlives the editor, and is sent when the runner is back", async () => {
  await using on = await ground();
  const { session, threadId, values } = on;
  await new KeptDrafts(values).write(session, threadId, "review", "before");
  await on.goAway();
  const kept = await new KeptDrafts(values).write(session, threadId, "review", "between");
  expect(kept).toMatchObject({ kept: "editor", reason: expect.stringMatching(/offline/) });

  const again = new KeptDrafts(values);
  await on.comeBack();
  // Not sent yet, and still newer than what the runner has.
  expect(await on.texts()).toEqual(["before"]);
  expect((await again.read(session, threadId)).texts.get("review")).toBe("between");
  await again.flush(session);
  expect(values.all.size).toBe(0);
  expect(await on.texts()).toEqual(["between"]);
});

test("what is removed while the runner is away stays removed", async () => {
  await using on = await ground();
  const { session, threadId, values } = on;
  const drafts = new KeptDrafts(values);
  await drafts.write(session, threadId, "review", "there");
  await on.goAway();
  await drafts.write(session, threadId, "review", "");
  await on.comeBack();
  expect((await drafts.read(session, threadId)).texts.size).toBe(0);
  await drafts.flush(session);
  expect(await on.texts()).toEqual([]);
});

test("of texts that are written quickly the last one is what stays", async () => {
  await using on = await ground();
  const { session, threadId, values } = on;
  const drafts = new KeptDrafts(values);
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  await Promise.all(texts.map((text) => drafts.write(session, threadId, "review", text)));
  expect(await on.texts()).toEqual(["text 19"]);
  expect(values.all.size).toBe(0);
});

test("what the runner refuses is kept here, and the reason said", async () => {
  await using on = await ground();
  const kept = await new KeptDrafts(on.values).write(on.session, "thr_none", "review", "x");
  expect(kept).toMatchObject({ kept: "editor", reason: expect.stringMatching(/^No thread thr_none/) });
  expect(on.values.all.size).toBe(1);
});
