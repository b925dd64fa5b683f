import type { VendorLimit } from "./port.ts";

const secondMs = 1_000;
const units: Record<string, number> = {
  ms: 1,
  s: secondMs,
  m: 60 * secondMs,
  h: 3_600 * secondMs,
  d: 86_400 * secondMs,
  w: 7 * 86_400 * secondMs,
};
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const part = String.raw`\d{1,9}(?:\.\d{1,9})?\s?(?:ms|weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[wdhms])`;
const duration = new RegExp(
  String.raw`\b(?:in|after|retry_?delay["':= ]{1,5})\s{0,3}(${part}(?:,? (?:and )?${part}|${part}){0,4})(?![\w/])`,
  "i",
);
const eachPart = /(\d{1,9}(?:\.\d{1,9})?)\s?(ms|[wdhms])/gi;
const bareSeconds = /\b(?:resets_in_seconds|retry[-_]after(?:_seconds)?)["':= ]{1,5}(\d{1,9}(?:\.\d{1,6})?)/i;
const epoch = /(?:limit reached\||\bresets?_at["':= ]{1,5})(\d{9,13})\b/i;
const iso = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))/;
const clock = new RegExp(
  String.raw`\b(?:resets?|again)(?: (?:at|on))? (?:(${months.join("|")})[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?,? (?:at )?)?(\d{1,2})(?::(\d\d))? ?([ap]m)?(?: \(([A-Za-z_]{1,30}(?:/[A-Za-z_+-]{1,30}){0,2})\))?`,
  "i",
);

/**
 * When the account is answered again, epoch milliseconds: as the adapter read it, else as the vendor's words say it. A
 * time without a zone is one of this machine. Undefined where nothing is named; absurd times are left to who uses it.
 */
export function resetTime(limit: VendorLimit | undefined, words: string, now: number): number | undefined {
  if (limit?.resetAt !== undefined) return limit.resetAt;
  if (limit?.retryAfterMs !== undefined) return now + limit.retryAfterMs;
  const head = words.slice(0, 4_096);
  const retryAfterMs = retryAfter(head);
  return epochIn(head) ?? isoIn(head) ?? (retryAfterMs === undefined ? clockIn(head, now) : now + retryAfterMs);
}

/** "try again in 3 hours 5 minutes", `"retryDelay":"34.07s"`, `resets_in_seconds: 1200`; in milliseconds. */
export function retryAfter(words: string): number | undefined {
  const head = words.slice(0, 4_096);
  const seconds = bareSeconds.exec(head)?.[1];
  if (seconds !== undefined) return Math.round(Number(seconds) * secondMs);
  const said = duration.exec(head)?.[1];
  if (said === undefined) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of said.matchAll(eachPart)) {
    sum += Number(amount) * (units[unit.toLowerCase()] ?? 0);
  }
  return Math.round(sum);
}

/** Seconds or milliseconds since the epoch, as vendors mix them, in milliseconds. */
export function epochMilliseconds(value: number | undefined): number | undefined {
  if (value === undefined || value <= 0) return undefined;
  return Math.round(value < 100_000_000_000 ? value * 1000 : value);
}

function epochIn(words: string): number | undefined {
  const digits = epoch.exec(words)?.[1];
  return digits === undefined ? undefined : epochMilliseconds(Number(digits));
}

function isoIn(words: string): number | undefined {
  const time = Date.parse(iso.exec(words)?.[1] ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** "resets 3pm (Europe/Berlin)", "try again at Oct 3rd, 2026 3:05 PM": the next time that a clock there shows it. */
function clockIn(words: string, now: number): number | undefined {
  const found = clock.exec(words);
  if (!found) return undefined;
  const [, monthName, dayText, yearText, hourText = "", minuteText, half, zone] = found;
  // "again 3" and the like is no time of day.
  if (minuteText === undefined && half === undefined) return undefined;
  const hour = hourOf(Number(hourText), half);
  const minute = Number(minuteText ?? 0);
  if (hour === undefined || minute > 59) return undefined;
  const today = partsAt(now, zone);
  if (!today) return undefined;
  if (monthName === undefined) {
    const at = (day: number) => instantOf({ ...today, day, hour, minute }, zone);
    return [at(today.day), at(today.day + 1)].find((time) => time > now);
  }
  const month = months.indexOf(monthName.toLowerCase());
  const inYear = (year: number) => instantOf({ year, month, day: Number(dayText), hour, minute }, zone);
  if (yearText !== undefined) return inYear(Number(yearText));
  return [inYear(today.year), inYear(today.year + 1)].find((time) => time > now);
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

interface WallTime {
  year: number;
  /** 0 is January. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What a clock of that zone shows; undefined for a zone that is none. */
function partsAt(time: number, zone: string | undefined): WallTime | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      ...(zone !== undefined && { timeZone: zone }),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return { year: of("year"), month: of("month") - 1, day: of("day"), hour: of("hour"), minute: of("minute") };
  } catch {
    // The words are from outside: a name in brackets need not be a zone, nor one that this Node knows.
    return undefined;
  }
}

function instantOf({ year, month, day, hour, minute }: WallTime, zone: string | undefined): number {
  const asUtc = Date.UTC(year, month, day, hour, minute);
  let time = asUtc;
  // The zone's offset at that time is only known at that time: the second look is right across a change of it.
  for (let look = 0; look < 2; look += 1) {
    const shown = partsAt(time, zone);
    if (!shown) return time;
    time += asUtc - Date.UTC(shown.year, shown.month, shown.day, shown.hour, shown.minute);
  }
  return time;
}
