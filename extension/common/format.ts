const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Milliseconds as people say them: `< 1 min`, `4 min`, `2 h 10 min`, `3 d`; with a suffix `4 min ago`, `just now`. No
 * seconds: what is drawn now and then would show them standing still.
 */
export function coarseAge(ms: number, suffix = ""): string {
  if (ms < minute) return suffix === "" ? "< 1 min" : "just now";
  return `${minutesOf(ms)}${suffix === "" ? "" : ` ${suffix}`}`;
}

function minutesOf(span: number): string {
  if (span < hour) return `${Math.floor(span / minute)} min`;
  if (span >= day) return `${Math.floor(span / day)} d`;
  const minutes = Math.floor((span % hour) / minute);
  return `${Math.floor(span / hour)} h${minutes > 0 ? ` ${minutes} min` : ""}`;
}

/** How long something took: `< 0.1 s`, `0.4 s`, `12 s`, `2:14`, `1:02:03`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 50) return "< 0.1 s";
  if (span < 10_000) return `${(span / 1_000).toFixed(1)} s`;
  if (span < minute) return `${Math.floor(span / 1_000)} s`;
  const [hours, minutes, seconds] = [span / hour, (span % hour) / minute, (span % minute) / 1_000].map(Math.floor);
  const two = (value = 0) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Of the person's own clock: `14:05` on the same day as `now`, else `3 Nov 14:05`. */
export function clockTime(at: number, now: number): string {
  const date = new Date(at);
  const time = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getDate()} ${months[date.getMonth()]} ${time}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function cost(usd: number): string {
  return usd > 0 && usd < 0.01 ? "< $0.01" : `$${usd.toFixed(2)}`;
}

/** `812`, `12.3k`, `4.5M`: for tokens. */
export function count(value: number): string {
  if (value < 1_000) return String(value);
  return value < 999_950 ? `${(value / 1_000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** Bytes: `812 B`, `12.3 kB`, `4.5 MB`. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1_000).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** `+12 −3`; the sign is a minus, as wide as the plus. */
export function lineCounts(counts: { additions: number; deletions: number }): string {
  return `+${counts.additions} −${counts.deletions}`;
}

export function plural(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
