import { once } from "node:events";
import { WebSocket } from "ws";
import type { StreamItem } from "../../../shared/api/stream.ts";
import { preciseNow } from "../harness/bench.ts";

// Many clients in one process: each follows everything over a WebSocket of its own. Says `ready` once all follow; ended
// by a message, it sends back how old each line was when each client had it, in milliseconds, and how late timers were.
// They speak the protocol by hand: fifty whole clients in one process would be what is slow, not the runner.

const [url = "", token = "", count = "1", after = "0"] = process.argv.slice(2);
const ages: number[] = [];
/** How late a timer of ten milliseconds fires: what the machine alone adds to whatever waits for a turn. */
const lateness: number[] = [];
let following = 0;

interface Message {
  result?: { data?: { data: StreamItem } };
}

async function follow(): Promise<WebSocket> {
  const address = `${url.replace(/^http/, "ws")}/trpc`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
  await once(socket, "open");
  let isReady = false;
  socket.on("message", (bytes: Buffer) => {
    const now = preciseNow();
    const text = bytes.toString();
    if (text === "PING") return socket.send("PONG");
    const event = (JSON.parse(text) as Message).result?.data?.data;
    if (!event) return;
    if (!isReady) {
      isReady = true;
      following += 1;
      if (following === Number(count)) process.send?.("ready");
    }
    if (event.type !== "agent.message") return;
    const written = /^at (\d+)$/.exec(event.data.text.trim())?.[1];
    if (written !== undefined) ages.push(now - Number(written) / 1e6);
  });
  const params = { path: "events.subscribe", input: { lastEventId: after } };
  socket.send(JSON.stringify({ id: 1, jsonrpc: "2.0", method: "subscription", params }));
  return socket;
}

const timerMs = 10;
let due = performance.now() + timerMs;
const timer = setInterval(() => {
  const now = performance.now();
  lateness.push(Math.max(0, now - due));
  due = now + timerMs;
}, timerMs);

const sockets = await Promise.all(Array.from({ length: Number(count) }, follow));
process.on("message", (message) => {
  if (message === "reset") {
    ages.length = lateness.length = 0;
    return;
  }
  clearInterval(timer);
  for (const socket of sockets) socket.terminate();
  process.send?.({ ages, lateness }, () => process.disconnect());
});
