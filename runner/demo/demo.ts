import { SpoolError } from "../../shared/errors.ts";
import type { Terminal } from "../cli/terminal/terminal.ts";

export interface DemoOptions {
  terminal: Terminal;
}

export async function demo(_options: DemoOptions): Promise<void> {
  throw new SpoolError("not_available", "this build has no demo in it");
}
