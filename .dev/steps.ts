import { execa } from "execa";
import { root } from "./build.ts";

/** Runs one tool of the repository with its output shown, and ends this task with the tool's own exit code. */
export async function run(command: string, args: string[]): Promise<void> {
  const result = await execa(command, args, { cwd: root, preferLocal: true, stdio: "inherit", reject: false });
  if (result.failed) process.exit(result.exitCode ?? 1);
}
