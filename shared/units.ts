/** `0.4 s` under ten seconds, `42 s` under a minute, then `2:14`, `1:02:14`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 9_950) return `${(value / 1_000).toFixed(1)} s`;
  const seconds = Math.round(value / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const two = (part: number) => String(part).padStart(2, "0");
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3_600);
  if (hours < 48) return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `just now`, `4 min ago`, `in 2 h`, and the date when it is more than 30 days away. */
export function formatRelative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  const size = relativeSize(distance);
  if (size === null) return "just now";
  if (distance > 30 * 86_400_000) return formatDate(at);
  return at <= now ? `${size} ago` : `in ${size}`;
}

function relativeSize(distance: number): string | null {
  if (distance < 45_000) return null;
  if (distance < 3_570_000) return `${Math.max(1, Math.round(distance / 60_000))} min`;
  if (distance < 86_400_000) return `${Math.round(distance / 3_600_000)} h`;
  return `${Math.round(distance / 86_400_000)} d`;
}

/** `now`, `4 min`, `2 h`, `3 d`: how old something is, for a column. */
export function formatAge(at: number, now: number): string {
  return relativeSize(Math.max(0, now - at)) ?? "now";
}

function formatDate(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When something ends, local: `14:05`, and the day before it when that is not within the next 20 hours. */
export function formatUntil(at: number, now: number): string {
  const clock = formatClock(at).slice(0, 5);
  return at - now < 20 * 3_600_000 ? clock : `${formatDate(at)} ${clock}`;
}

/**
 * Local date and wall clock, `2026-11-29 10:05:12`. By hand: `toLocaleString` takes a browser dozens of milliseconds the
 * first time, before a screen's first rows are there.
 */
export function formatMoment(at: number): string {
  return `${formatDate(at)} ${formatClock(at)}`;
}

/** Local wall clock, `10:05:12`. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

export function formatSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `$0.84`; what is not known is said, never shown as nothing. */
export function formatCost(costUsd: number | null): string {
  if (costUsd === null) return "cost unknown";
  return costUsd > 0 && costUsd < 0.01 ? "<$0.01" : `$${costUsd.toFixed(2)}`;
}

/** `812`, `45.2k`, `1.3M`. */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  const [value, unit] = count < 999_950 ? [count / 1_000, "k"] : [count / 1_000_000, "M"];
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

export function formatChanges(changes: { additions: number; deletions: number }): string {
  return `+${changes.additions} −${changes.deletions}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** An amount of US dollars as a person types it; undefined when it is none that a budget can be. */
export function typedDollars(typed: string): number | undefined {
  const amount = Number(
    typed
      .trim()
      .replace(/^\$\s*/, "")
      .replace(",", "."),
  );
  return typed.trim() !== "" && amount > 0 && amount <= 100_000 ? amount : undefined;
}
