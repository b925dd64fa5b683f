import { readFile } from "node:fs/promises";
import { bindClient } from "../../../runner/cli/connect/bind-client.ts";
import { type Answer, answerRequest } from "../../../runner/cli/json/answer.ts";
import { connect } from "../../../runner/client/client.ts";
import { type Box, openBox } from "./box.ts";
import { expectGolden, stableIds } from "./golden.ts";

export interface JsonBox extends AsyncDisposable {
  box: Box;
  ask(request: unknown): Promise<Answer>;
  /** An action in a request with the id `7`. */
  call(action: string, input?: object, more?: object): Promise<Answer>;
  golden(name: string, value: unknown): Promise<void>;
}

/** JSON v1 answered in this process, through the real client of a real server. */
export async function openJsonBox(): Promise<JsonBox> {
  const box = await openBox();
  const token = (await readFile(box.tokenFile, "utf8")).trim();
  const runner = bindClient(connect({ url: box.server.address, token }));
  const ask = (request: unknown) =>
    answerRequest(Buffer.from(typeof request === "string" ? request : JSON.stringify(request)), async () => runner);
  return {
    box,
    ask,
    call: (action, input = {}, more = {}) => ask({ version: "v1", id: "7", action, input, ...more }),
    async golden(name, value) {
      const text = stableIds(JSON.stringify(value, null, 2))
        .replaceAll(box.home, "<home>")
        .replaceAll(box.server.address, "<url>");
      await expectGolden(`json/${name}.txt`, `${text}\n`);
    },
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]();
      await box[Symbol.asyncDispose]();
    },
  };
}
