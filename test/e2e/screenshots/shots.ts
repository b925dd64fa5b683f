import { openActivity } from "../harness/activity.ts";
import { view } from "../harness/parts.ts";
import type { VsCodeWindow } from "../harness/window.ts";

export interface Shot {
  /** Of the picture's file. */
  name: string;
  /** Brings the window to what is to be seen, from whatever the shot before left, and waits until it is. */
  show(window: VsCodeWindow): Promise<void>;
}

/** What is pictured in every theme, in this order, in one window. */
export const shots: Shot[] = [
  {
    name: "welcome",
    async show({ page }) {
      await openActivity(page, "Spool");
      await view(page, "Threads").getByText("Connect to Runner").waitFor();
    },
  },
];
