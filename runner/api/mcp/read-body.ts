import type { IncomingMessage } from "node:http";
import { SpoolError } from "../../../shared/errors.ts";

/**
 * The whole body as text. Error: `limit_exceeded`. What is too long is dropped as it comes and refused at its end: an
 * answer in the middle ends the connection while the client still sends, and then the client never sees it. The server's
 * request timeout is the limit of that.
 */
export async function readBody(request: IncomingMessage, bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytes) chunks.push(chunk);
      else chunks = [];
    });
    request.once("end", () => {
      if (size <= bytes) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(new SpoolError("limit_exceeded", `the request is larger than ${bytes} bytes`));
    });
    request.once("error", reject);
    request.once("close", () => reject(new SpoolError("invalid_input", "the request was not sent to its end")));
  });
}
