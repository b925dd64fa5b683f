import { controlStyles } from "../../ui/controls.ts";
import { Feed } from "../../ui/feed.ts";
import { iconStyles } from "../../ui/icon.ts";
import { rowStyles } from "./rows/styles.ts";

/** The feed with the looks of the timeline's rows, which live in its shadow root. */
export class TimelineFeed extends Feed {
  static override styles = [Feed.styles, iconStyles, controlStyles, rowStyles];
}
