import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { main } from "../../../runner/cli/main.ts";

export interface Answer {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

// As in the environment of a real one, which this process's own must not differ from.
process.env["TZ"] = "UTC";

/** Runs a whole command line in this process: starting one for each would be most of what it takes. */
export async function spoolHere(
  args: readonly string[],
  { input = "", env }: { input?: string | Buffer; env: Record<string, string> },
): Promise<Answer> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const told = Promise.all([text(stdout), text(stderr)]);
  const code = await main(args, {
    stdin: Readable.from([typeof input === "string" ? Buffer.from(input) : input]),
    stdout,
    stderr,
    env,
  });
  stdout.end();
  stderr.end();
  const [out, note] = await told;
  return { code, stdout: out, stderr: note };
}
