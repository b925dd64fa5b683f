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
