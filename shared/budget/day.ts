const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant (epoch milliseconds) in a time zone, as `2026-11-28`. */
export function dayOf(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** When the next day begins, to the second. Days have 23 to 25 hours; a zone may even skip one. */
export function nextDayAt(at: number, timeZone: string): number {
  const today = dayOf(at, timeZone);
  let before = at;
  let after = at + 60 * 60_000;
  while (dayOf(after, timeZone) === today) {
    before = after;
    after += 60 * 60_000;
  }
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle, timeZone) === today) before = middle;
    else after = middle;
  }
  return after;
}

export const machineTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // RangeError is how it says no.
    return false;
  }
}

/** The day so many days before another; both as `2026-11-28`. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
