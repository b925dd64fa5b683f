import { connect } from "../../../runner/client/client.ts";
import { preciseNow } from "../harness/bench.ts";

// Many clients in one process: each follows everything over a WebSocket of its own. Says `ready` once all follow; ended
// by a message, it sends back how old each line was when each client had it, in milliseconds.

const [url = "", token = "", count = "1", after = "0"] = process.argv.slice(2);
const stop = new AbortController();
const ages: number[] = [];
const clients = Array.from({ length: Number(count) }, () => connect({ url, token }));
let following = 0;

async function follow(client: (typeof clients)[number]): Promise<void> {
  let isReady = false;
  for await (const event of client.followEvents({}, { after: Number(after), signal: stop.signal })) {
    const now = preciseNow();
    if (!isReady) {
      isReady = true;
      following += 1;
      if (following === clients.length) process.send?.("ready");
    }
    if (event.type !== "agent.message") continue;
    const written = /^at (\d+)$/.exec(event.data.text.trim())?.[1];
    if (written !== undefined) ages.push(now - Number(written) / 1e6);
  }
}

const done = Promise.all(clients.map(follow));
process.on("message", (message) => {
  if (message === "reset") ages.length = 0;
  else stop.abort();
});
await done;
await Promise.all(clients.map((client) => client.close()));
process.send?.(ages, () => process.disconnect());
