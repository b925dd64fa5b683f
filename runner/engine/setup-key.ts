import { createHash } from "node:crypto";
import type { ProjectSettings } from "./ports.ts";

/** Spares made with another setup are of no use; this names the setup. */
export function setupKey(settings: ProjectSettings): string {
  const parts = [settings.setup.map((command) => command.argv), settings.source.copy];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
