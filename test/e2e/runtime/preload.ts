// Loaded into VS Code's server before its own code.
import { randomBytes } from "node:crypto";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";

// What code-server's outer half answers and VS Code's own half does not know. The first is half of the key with which
// the window keeps secrets in the browser: without it they do not outlive a reload.
const key = randomBytes(32);

function answer(request: IncomingMessage, response: ServerResponse): boolean {
  switch (request.url?.split("?")[0] ?? "") {
    case "/mint-key":
      response.end(key);
      return true;
    case "/_static/out/browser/serviceWorker.js":
      response.setHeader("content-type", "text/javascript").setHeader("service-worker-allowed", "/").end();
      return true;
    default:
      return false;
  }
}

const { emit } = Server.prototype;
Server.prototype.emit = function emitUnlessAnswered(this: Server, event: string | symbol, ...values: unknown[]) {
  const [request, response] = values as [IncomingMessage, ServerResponse];
  if (event === "request" && answer(request, response)) return true;
  return Reflect.apply(emit, this, [event, ...values]) as boolean;
};

// A test process that was killed closes nothing.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
