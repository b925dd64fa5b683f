import { describe, expect, test } from "vitest";
import type { AccountLane } from "../../../shared/model/account-lane.ts";
import type { Message, Token } from "../../../shared/model/records.ts";
import { insertThreadWithJob, outboxRow, threadRow } from "../../builders/rows.ts";
import type { OpenStore } from "../conformance.ts";

const message: Message = {
  id: "msg_0001",
  threadId: "thr_0001",
  text: "And add a test",
  by: "ada",
  state: "kept",
  runId: null,
  jobId: null,
  createdAt: 1,
  settledAt: null,
};

const token: Token = { id: "tok_0001", name: "ada", role: "operator", createdAt: 1, lastUsedAt: null, revokedAt: null };

export function recordConformance(open: OpenStore): void {
  describe("records", () => {
    test("messages are kept until they are settled", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.messages.insert(message);
        await transaction.messages.insert({ ...message, id: "msg_0002", text: "second" });
      });
      expect((await store.read.messages.kept("thr_0001")).map((kept) => kept.id)).toEqual(["msg_0001", "msg_0002"]);
      await store.write((transaction) =>
        transaction.messages.update("msg_0001", { state: "delivered", runId: "run_0001", settledAt: 2 }),
      );
      expect((await store.read.messages.kept("thr_0001")).map((kept) => kept.id)).toEqual(["msg_0002"]);
      expect(await store.read.messages.forThread("thr_0001")).toHaveLength(2);
    });

    test("an account has one lane, in place of what it had", async () => {
      await using opened = await open();
      const { store } = opened;
      const lane: AccountLane = {
        account: "claude",
        agents: ["claude", "claude-fast"],
        closed: {
          since: 1,
          until: null,
          kind: "auth",
          words: "Not logged in",
          inARow: 1,
          runId: "run_0001",
          jobId: "job_0001",
          threadId: "thr_0001",
          probe: null,
        },
        openedAt: null,
        openedBy: null,
      };
      const codex = { ...lane, account: "codex", agents: [], closed: null, openedAt: 5, openedBy: "ada" };
      await store.write(async (transaction) => {
        await transaction.lanes.put(codex);
        await transaction.lanes.put({ ...lane, agents: [] });
        await transaction.lanes.put(lane);
        expect(await transaction.lanes.get("claude")).toEqual(lane);
      });
      expect(await store.read.lanes.list()).toEqual([lane, codex]);
      expect(await store.read.lanes.get("gemini")).toBeUndefined();
      await store.write((transaction) => transaction.lanes.remove("claude"));
      expect(await store.read.lanes.list()).toEqual([codex]);
    });

    test("external events and links belong to their thread", async () => {
      await using opened = await open();
      const { store } = opened;
      const event = {
        id: "ext_0001",
        threadId: "thr_0001",
        sourceKind: "ci",
        sourceId: "42",
        eventType: "failed",
        payload: { job: ["a", 1, null] },
        createdAt: 1,
      };
      const link = {
        id: "lnk_0001",
        threadId: "thr_0001",
        sourceKind: "linear",
        externalId: "ENG-1",
        label: "ENG-1",
        url: null,
        metadata: {},
        createdAt: 1,
      };
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.externalEvents.insert(event);
        await transaction.links.insert(link);
      });
      expect(await store.read.externalEvents.forThread("thr_0001")).toEqual([event]);
      expect(await store.read.links.forThread("thr_0001")).toEqual([link]);
      expect(await store.read.links.forThread("thr_0002")).toEqual([]);
    });

    test("a draft is kept for its place in a thread, the last one written, until it is removed", async () => {
      await using opened = await open();
      const { store } = opened;
      const draft = { threadId: "thr_0001", key: "composer", text: "half a sen", updatedAt: 1, by: "ada" };
      const plan = { ...draft, key: "plan:apr_0001", text: "x".repeat(200_000) };
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.threads.insert(threadRow({ id: "thr_0002" }));
        await transaction.drafts.put(plan);
        await transaction.drafts.put(draft);
        await transaction.drafts.put({ ...draft, threadId: "thr_0002", text: "other" });
        await transaction.drafts.put({ ...draft, text: "half a sentence ü\u0000", updatedAt: 2, by: "bob" });
      });
      const last = { ...draft, text: "half a sentence ü\u0000", updatedAt: 2, by: "bob" };
      expect(await store.read.drafts.forThread("thr_0001")).toEqual([last, plan]);
      await store.write(async (transaction) => {
        expect(await transaction.drafts.remove("thr_0001", "composer")).toBe(true);
        expect(await transaction.drafts.remove("thr_0001", "composer")).toBe(false);
      });
      expect(await store.read.drafts.forThread("thr_0001")).toEqual([plan]);
      expect(await store.read.drafts.forThread("thr_0002")).toMatchObject([{ text: "other" }]);
      const lost = store.write((transaction) => transaction.drafts.put({ ...draft, threadId: "thr_none" }));
      await expect(lost).rejects.toMatchObject({ code: "store_failed" });
    });

    test("a token is found by the hash of its secret, which no answer holds", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write((transaction) => transaction.tokens.insert(token, "hash-1"));
      expect(await store.read.tokens.byHash("hash-1")).toEqual(token);
      expect(await store.read.tokens.byHash("hash-2")).toBeUndefined();
      await store.write((transaction) => transaction.tokens.update("tok_0001", { revokedAt: 5 }));
      expect(await store.read.tokens.byHash("hash-1")).toEqual({ ...token, revokedAt: 5 });
      expect(JSON.stringify(await store.read.tokens.list())).not.toContain("hash-1");
      const twin = store.write((transaction) => transaction.tokens.insert({ ...token, id: "tok_0002" }, "hash-1"));
      await expect(twin).rejects.toMatchObject({ code: "store_failed" });
    });

    test("a pause is there once, for everything or for a project", async () => {
      await using opened = await open();
      const { store } = opened;
      const pause = { projectId: null, by: "ada", reason: null, at: 1 };
      await store.write(async (transaction) => {
        await transaction.pauses.put(pause);
        await transaction.pauses.put({ ...pause, by: "bob" });
        await transaction.pauses.put({ ...pause, projectId: "prj_demo" });
      });
      expect(await store.read.pauses.list()).toEqual([pause, { ...pause, projectId: "prj_demo" }]);
      await store.write(async (transaction) => {
        expect(await transaction.pauses.remove(null)).toBe(true);
        expect(await transaction.pauses.remove(null)).toBe(false);
      });
      expect(await store.read.pauses.list()).toEqual([{ ...pause, projectId: "prj_demo" }]);
    });

    test("an outside effect is asked for once, and is due until it is done", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        expect(await transaction.outbox.insert(outboxRow({ dueAt: 100 }))).toBe(true);
        expect(await transaction.outbox.insert(outboxRow({ id: "out_0002" }))).toBe(false);
        expect(await transaction.outbox.insert(outboxRow({ id: "out_0003", key: "other", dueAt: 50 }))).toBe(true);
      });
      expect(await store.read.outbox.due(49)).toEqual([]);
      expect((await store.read.outbox.due(100)).map((entry) => entry.id)).toEqual(["out_0003", "out_0001"]);
      expect(await store.read.outbox.nextDue()).toBe(50);
      expect(await store.read.outbox.nextDue(49)).toBe(50);
      expect(await store.read.outbox.nextDue(50)).toBe(100);
      // One that was begun is looked at again: nobody knows yet how it ended.
      await store.write((transaction) => transaction.outbox.update("out_0003", { state: "begun" }));
      expect(await store.read.outbox.nextDue()).toBe(50);
      await store.write((transaction) => transaction.outbox.update("out_0001", { state: "done", doneAt: 101 }));
      expect((await store.read.outbox.forJob("job_0001")).map(({ state }) => state)).toEqual(["done", "begun"]);
      expect(await store.read.outbox.forJob("job_0002")).toEqual([]);
      expect(await store.read.outbox.get("out_0003")).toMatchObject({ key: "other" });
      expect((await store.read.outbox.due(200)).map((entry) => entry.id)).toEqual(["out_0003"]);
      expect((await store.read.outbox.byKey("other"))?.id).toBe("out_0003");
    });

    test("a receipt is kept until it is old", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write((transaction) =>
        transaction.receipts.put("ada:k", { fingerprint: "f", answer: '{"a":1}', at: 10 }),
      );
      expect(await store.read.receipts.get("ada:k")).toEqual({ fingerprint: "f", answer: '{"a":1}' });
      await store.write((transaction) => transaction.receipts.forgetBefore(10));
      expect(await store.read.receipts.get("ada:k")).toBeDefined();
      await store.write((transaction) => transaction.receipts.forgetBefore(11));
      expect(await store.read.receipts.get("ada:k")).toBeUndefined();
    });
  });
}
