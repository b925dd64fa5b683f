import type { Paint } from "../terminal/style.ts";

/** How something is drawn: columns to fit into (null cuts nothing), colours, and what time it is. */
export interface RenderOptions {
  columns: number | null;
  paint: Paint;
  now: number;
}
