import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resetTime, retryAfter } from "../../runner/agents/reset-time.ts";

const now = Date.UTC(2026, 10, 28, 12, 0);
const second = 1_000;
const hour = 3_600 * second;

/** As each vendor's client or server words it. */
const said: [string, string, number | undefined][] = [
  ["epoch seconds behind a bar", "Claude AI usage limit reached|1795194696", 1_795_194_696_000],
  ["epoch milliseconds", "usage limit reached|1795194696000", 1_795_194_696_000],
  ["a field of Codex's answer", '{"type":"usage_limit_reached","resets_at":1795194696}', 1_795_194_696_000],
  ["seconds of Codex's answer", '{"plan_type":"plus","resets_in_seconds": 1200}', now + 1_200 * second],
  ["ISO", "Quota resets at 2026-11-29T03:00:00Z.", Date.UTC(2026, 10, 29, 3)],
  ["ISO with an offset", "until 2026-11-29T03:00:00+02:00", Date.UTC(2026, 10, 29, 1)],
  ["an hour of a zone", "You've hit your session limit · resets 3pm (Europe/Berlin)", Date.UTC(2026, 10, 28, 14)],
  ["an hour that is tomorrow", "5-hour limit reached ∙ resets 9:30am (Europe/Berlin)", Date.UTC(2026, 10, 29, 8, 30)],
  ["noon and midnight", "resets 12am (UTC)", Date.UTC(2026, 10, 29, 0)],
  ["a day", "You've hit your weekly limit · resets Dec 3, 5pm (UTC)", Date.UTC(2026, 11, 3, 17)],
  ["a day of next year", "resets Jan 2 at 3am (UTC)", Date.UTC(2027, 0, 2, 3)],
  ["a day with its year", "or try again at Nov 30th, 2026 7:06 PM (UTC).", Date.UTC(2026, 10, 30, 19, 6)],
  ["hours and minutes", "You've hit your usage limit. Try again in 3 hours 5 minutes.", now + 3 * hour + 300 * second],
  ["days", "Upgrade to Pro, or try again in 5 days 3 hours 2 minutes.", now + 123 * hour + 120 * second],
  ["a part of a second", "Rate limit reached. Please try again in 1.898s.", now + 1_898],
  ["minutes and seconds in one word", "Please try again in 6m0s.", now + 360 * second],
  ["milliseconds", "Please try again in 120ms. Visit https://example.com", now + 120],
  ["Gemini's delay", '{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.074824224s"}', now + 34_075],
  ["Gemini's words", "Your quota will reset after 15h10m13s.", now + 15 * hour + 613 * second],
  ["a header", "retry-after: 3600", now + hour],
  ["a sentence", "Retry after 30 seconds", now + 30 * second],
  ["nothing", "Overloaded", undefined],
  ["no time of day", "try again 3 times", undefined],
  ["no such hour", "resets 27pm (UTC)", undefined],
  ["no such zone", "resets 3pm (Europe/Nowhere)", undefined],
  ["no such day", "2026-99-99T99:99:99Z", undefined],
  ["a length that is not a wait", "in 120 messages after 3 more", undefined],
];

describe("when a vendor says that it answers again", () => {
  test.each(said)("%s", (_name, words, expected) => {
    expect(resetTime(undefined, words, now)).toBe(expected);
  });

  test("what the adapter read comes first", () => {
    const limit = { kind: "rate" as const, message: "" };
    expect(resetTime({ ...limit, resetAt: 5 }, "try again in 20s", now)).toBe(5);
    expect(resetTime({ ...limit, retryAfterMs: 5 }, "try again in 20s", now)).toBe(now + 5);
  });

  test("across a change of the clocks, and without a zone by this machine's", () => {
    const eve = Date.UTC(2026, 9, 24, 20);
    expect(resetTime(undefined, "resets 9am (Europe/Berlin)", eve)).toBe(Date.UTC(2026, 9, 25, 8));
    const local = resetTime(undefined, "resets 3pm", now) ?? 0;
    expect([new Date(local).getHours(), local > now, local - now <= 24 * hour]).toEqual([15, true, true]);
  });

  test("any words end in a number or in nothing, soon", () => {
    const pieces = fc.constantFrom("resets ", "in ", "1", "9", "h", " ", "d", "pm", "(", "again ", "Jan ", ":", "/");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 5_000 }).map((list) => list.join("")),
        ),
        (words) => {
          const begun = performance.now();
          const found = resetTime(undefined, words, now);
          expect(found === undefined || Number.isFinite(found)).toBe(true);
          expect(retryAfter(words) ?? 0).toBeGreaterThanOrEqual(0);
          expect(performance.now() - begun).toBeLessThan(1_000);
        },
      ),
    );
  });
});
