import type { CommandAction } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { answerRequest } from "./answer.ts";
import { requestLimit } from "./protocol.ts";

/** One request on standard input, one line on standard output; how it went is in the answer, never in the exit code. */
export const jsonAction: CommandAction = async (context) => {
  const request = await readRequest(context.stdin);
  const answer = await answerRequest(request, () => context.runner());
  context.terminal.out(`${JSON.stringify(answer)}\n`);
  return exitCodes.ok;
};

/** At most one byte more than is allowed, so that the answer can say that it is too long. */
async function readRequest(stdin: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(part);
    size += part.length;
    if (size > requestLimit) break;
  }
  return Buffer.concat(chunks).subarray(0, requestLimit + 1);
}
