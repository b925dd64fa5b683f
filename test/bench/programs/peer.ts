import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

// Runs where there is no network but the loopback. Starts the peer on a clone, and does by message what it is asked:
// `{ create: n }` makes n worktrees at once, `{ memory: true }` looks at its memory; each is answered with one number.

const [program = "", repository = "", home = ""] = process.argv.slice(2);
const port = 3999;
const address = `http://127.0.0.1:${port}`;
let tasks = 0;

async function start(): Promise<{ peer: ChildProcess; startedInMs: number }> {
  await mkdir(home, { recursive: true });
  const from = performance.now();
  const peer = spawn(
    process.execPath,
    [program, "--no-open", "--no-passcode", "--host", "127.0.0.1", "--port", String(port)],
    {
      cwd: repository,
      env: { ...process.env, HOME: home, KANBAN_NO_AUTO_UPDATE: "1" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  while (
    !(await fetch(address).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (peer.exitCode !== null || performance.now() - from > 60_000) throw new Error("the peer did not answer");
    await delay(5);
  }
  return { peer, startedInMs: performance.now() - from };
}

async function call(procedure: string, input: object, workspace?: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${address}/api/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(workspace && { "x-kanban-workspace-id": workspace }) },
    body: JSON.stringify(input),
  });
  const { result } = (await response.json()) as { result?: { data: Record<string, unknown> } };
  if (result?.data["ok"] !== true) throw new Error(`${procedure}: ${JSON.stringify(result)} ${response.status}`);
  return result.data;
}

const { peer, startedInMs } = await start();
try {
  const added = await call("projects.add", { path: repository });
  const workspace = (added["project"] as { id: string }).id;
  const create = async (count: number) => {
    const from = performance.now();
    const one = () => call("workspace.ensureWorktree", { taskId: `t${(tasks += 1)}`, baseRef: "main" }, workspace);
    await Promise.all(Array.from({ length: count }, one));
    return performance.now() - from;
  };
  const memory = async () => {
    const status = await readFile(join("/proc", String(peer.pid), "status"), "utf8");
    return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
  };
  process.send?.(startedInMs);
  for (;;) {
    const [message] = (await once(process, "message")) as [{ create?: number; memory?: boolean }];
    if (message.create !== undefined) process.send?.(await create(message.create));
    else if (message.memory) process.send?.(await memory());
    else break;
  }
} finally {
  const ended = once(peer, "exit");
  peer.kill("SIGTERM");
  const patience = setTimeout(() => peer.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(patience);
  process.disconnect?.();
}
