import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { zstdDecompressSync } from "node:zlib";

export interface StubRequest {
  method: string;
  /** First path segment: which script answers; under `told` the cue says it. */
  scenario: string;
  cue: Cue;
  /** The rest of the path, with its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** `[[play <scenario> <tag> <argument>]]` in what a person said, the last one: one server for many conversations. */
export interface Cue {
  scenario: string;
  /** Tells conversations apart. */
  tag: string;
  argument: string;
  /** How many of them the conversation holds: more than one when it was gone on with. */
  times: number;
  /** It holds that a person granted the agent files beyond its plan. */
  isGranted: boolean;
}

export const cuePattern = /\[\[play ([\w-]+) ([\w-]+) ?([^\]\\"]*)\]\]/g;

function cueOf(text: string): Cue {
  const found = [...text.matchAll(cuePattern)];
  const [, scenario = "", tag = "", argument = ""] = found.at(-1) ?? [];
  const isGranted = text.includes("A person granted these files");
  return { scenario, tag, argument, times: found.length, isGranted };
}

export interface StubServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/<scenario>` */
  url(scenario: string): string;
  /** Everything that was asked, in order. */
  requests: StubRequest[];
  /** Tags of conversations whose trouble is over: what they ask next is answered with "Recovered.". */
  mended: Set<string>;
  /** Resolves once `count` requests of a scenario have arrived whose path matches. */
  received(count: number, scenario: string, path: RegExp): Promise<void>;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** One named server-sent event. */
export function sendEvent(response: ServerResponse, type: string, data: Record<string, unknown>): void {
  response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}

/** A model server on a random loopback port. `answer` may leave the response open: closing the server ends it. */
export async function stubServer(
  answer: (request: StubRequest, response: ServerResponse, mended: boolean) => void,
): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const mended = new Set<string>();
  const waiting = new Set<() => void>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const raw = Buffer.concat(chunks);
      const text = (incoming.headers["content-encoding"] === "zstd" ? zstdDecompressSync(raw) : raw).toString();
      const [, scenario = "", path = ""] = /^\/([\w-]+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
      const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
      const cue = cueOf(text);
      const request: StubRequest = {
        method: incoming.method ?? "",
        scenario: scenario === "told" ? cue.scenario : scenario,
        cue,
        path,
        headers: incoming.headers,
        body,
      };
      requests.push(request);
      for (const check of waiting) check();
      answer(request, response, mended.has(cue.tag));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (scenario) => `http://127.0.0.1:${port}/${scenario}`,
    requests,
    mended,
    received(count, scenario, path) {
      return new Promise((resolve) => {
        const check = () => {
          const arrived = requests.filter((request) => request.scenario === scenario && path.test(request.path));
          if (arrived.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
