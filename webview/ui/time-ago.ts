import { formatMoment, formatRelative } from "../../shared/units.ts";
import { TickingElement } from "./clock.ts";

/** `4 min`: how long ago it was, with the exact time on hover. */
export class TimeAgo extends TickingElement {
  static override properties = { at: { attribute: false } };

  declare at: number;

  constructor() {
    super();
    this.at = 0;
  }

  protected override updated(): void {
    super.updated();
    this.title = formatMoment(this.at);
  }

  protected override text(now: number): string {
    const text = formatRelative(Math.min(this.at, now), now);
    return text === "just now" ? "now" : text.replace(/ ago$/, "");
  }
}
