import type { LaneView } from "./api/views.ts";
import type { EventData } from "./events/catalogue.ts";
import { limitWords } from "./limit-words.ts";
import { formatUntil } from "./units.ts";

type Named = Pick<LaneView, "account" | "state" | "closed">;

/** `claude: usage limit until 14:05`: one lane in a few words. */
export function laneText({ account, state, closed }: Named, now: number): string {
  if (!closed) return `${account}: open`;
  const why = limitWords(closed.kind);
  switch (state) {
    case "open":
      return `${account}: open`;
    case "closed":
      return closed.until === null
        ? `${account}: ${why}`
        : `${account}: ${why} until ${formatUntil(closed.until, now)}`;
    case "probing":
      return `${account}: ${why}, one job tries whether it is over`;
  }
}

/** A `lane.opened` in words. */
export function laneOpenedText({ account, by, tried }: EventData<"lane.opened">): string {
  if (tried) return `${account}: ${by} lets one job try now`;
  return by === "spool" ? `${account} is answered again` : `${account} opened by ${by}`;
}

/** What a person can do about it; `open` is how they open it here. */
export function laneAdvice({ state, closed }: Omit<Named, "account">, open: string): string {
  if (!closed || state === "open") return "nothing to do";
  if (state === "probing") return `it opens by itself when the vendor answers; all at once: ${open}`;
  switch (closed.kind) {
    case "auth":
      return `log in again for the runner's account, then: ${open}`;
    case "quota":
      return `buy more and: ${open}; else it is tried again by itself`;
    case "rate":
    case "overloaded":
    case "usage_window":
      return `it opens by itself; to try now: ${open}`;
  }
}
