import { formatDuration, formatMoment } from "../../shared/units.ts";
import { TickingElement } from "./clock.ts";

/** How long something has been going on, counting while it does. */
export class ElapsedTime extends TickingElement {
  static override properties = { since: { attribute: false } };

  declare since: number;

  constructor() {
    super();
    this.since = 0;
  }

  protected override updated(): void {
    super.updated();
    this.title = `since ${formatMoment(this.since)}`;
  }

  protected override text(now: number): string {
    // Whole seconds: tenths that jump by ten say nothing.
    const seconds = Math.max(0, Math.floor((now - this.since) / 1_000));
    return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
  }
}
