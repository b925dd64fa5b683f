import { createHash } from "node:crypto";
import { SpoolError } from "../../shared/errors.ts";
import type { Writes } from "../store/port.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Caller, Core } from "./core.ts";

/**
 * Runs a command in one transaction. With an idempotency key, the answer is stored in that same transaction, and a
 * repeat returns it; the same key with another request is a `conflict`.
 */
export async function command<Answer>(
  core: Core,
  caller: Caller,
  name: string,
  input: unknown,
  work: (transaction: Writes, now: number) => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey } = caller;
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    if (idempotencyKey === undefined) return work(transaction, now);
    // Not joined by a character that a name may hold: two callers' keys must never be one.
    const key = JSON.stringify([caller.id, idempotencyKey]);
    const fingerprint = createHash("sha256")
      .update(`${name}\n${canonicalJson(input)}`)
      .digest("hex");
    const before = await transaction.receipts.get(key);
    if (before) {
      if (before.fingerprint === fingerprint) return JSON.parse(before.answer) as Answer;
      throw new SpoolError("conflict", "this idempotency key was used for another request", {
        hint: "make a new key for each new request; keep it only for repeats",
        details: { field: "idempotencyKey" },
      });
    }
    const answer = await work(transaction, now);
    await transaction.receipts.put(key, { fingerprint, answer: JSON.stringify(answer), at: now });
    return answer;
  });
}
