const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds as people say them: `40 s`, `4 min`, `2 h 10 min`, `3 d`. With `ago`: `4 min ago`, `just now`. */
export function age(ms: number, suffix = ""): string {
  const span = Math.max(0, ms);
  const after = suffix === "" ? "" : ` ${suffix}`;
  if (span < 5_000 && suffix !== "") return "just now";
  if (span < minute) return `${Math.floor(span / 1_000)} s${after}`;
  if (span < hour) return `${Math.floor(span / minute)} min${after}`;
  if (span < day) {
    const minutes = Math.floor((span % hour) / minute);
    return `${Math.floor(span / hour)} h${minutes > 0 ? ` ${minutes} min` : ""}${after}`;
  }
  return `${Math.floor(span / day)} d${after}`;
}

/** Of the person's own clock: `14:05` on the same day as `now`, else `3 Nov 14:05`. */
export function clockTime(at: number, now: number): string {
  const date = new Date(at);
  const time = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getDate()} ${months[date.getMonth()]} ${time}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
