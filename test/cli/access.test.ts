import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearTextWarning } from "../../runner/cli/connect/clear-text.ts";
import { createToken } from "../../runner/core/commands/tokens.ts";
import { type Box, openBox } from "./support/box.ts";
import { oneLine as json } from "./support/one-line.ts";

let box: Box;

beforeAll(async () => {
  box = await openBox();
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

test("who may not and what is not there", async () => {
  const wrong = join(box.home, "wrong-token");
  await writeFile(wrong, "spool_wrong\n", { mode: 0o600 });
  const bad = await box.spool(["status", "--token-file", wrong]);
  expect(bad).toMatchObject({ code: 7, stdout: "" });
  expect(bad.stderr).not.toContain("spool_wrong");
  const { secret } = await createToken(box.world.core, { name: "looker", role: "viewer" });
  const viewer = join(box.home, "viewer-token");
  await writeFile(viewer, secret, { mode: 0o644 });
  const open = await box.spool(["status", "--token-file", viewer]);
  expect(open).toMatchObject({ code: 7, stdout: "" });
  expect(open.stderr).toContain(`chmod 600 ${viewer}`);
  await chmod(viewer, 0o600);
  const env = { SPOOL_RUNNER: box.server.address, SPOOL_TOKEN_FILE: viewer };
  expect(await box.spool(["thread", "list"], { env })).toMatchObject({ code: 0 });
  expect(await box.spool(["queue", "pause"], { env })).toMatchObject({ code: 7 });
  expect(await box.spool(["status", "--token-file", join(box.home, "none")])).toMatchObject({ code: 7 });
  expect(await box.spool(["status", "--runner", "nonsense"])).toMatchObject({ code: 2 });
  expect(await box.spool(["status", "--runner", "http://a:b@127.0.0.1:1"])).toMatchObject({ code: 2 });
  // The token of this machine's runner is not sent elsewhere.
  expect(await box.spool(["status", "--runner", "http://127.0.0.1:1"])).toMatchObject({ code: 7 });
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  closed.close();
  await once(closed, "close");
  const down = await box.spool(["status", "--runner", `http://127.0.0.1:${port}`, "--token-file", viewer]);
  expect(down).toMatchObject({
    code: 8,
    stderr: `spool: no runner answers at http://127.0.0.1:${port}\nhint: start it with: spool serve\n`,
  });
  const nowhere = await box.spool(["status"], { env: { HOME: join(box.home, "empty") } });
  expect(nowhere).toMatchObject({ code: 8 });
});

test.each([
  ["http://box.example:7433", true],
  ["http://10.0.0.7:7433", true],
  ["http://[2001:db8::1]:7433", true],
  ["http://127.0.0.1.example.org", true],
  ["http://127.0.0.1:7434", false],
  ["http://127.9:7434", false],
  ["http://LOCALHOST:7434/", false],
  ["http://[::1]:7434", false],
  ["https://box.example", false],
])("a token for %s is warned of: %s", (address, warned) => {
  expect(clearTextWarning(address)?.includes(new URL(address).host) ?? false).toBe(warned);
});

test("a token that goes over the network in clear is said once, to people", async () => {
  // Linux takes it for this machine, where nothing listens; the warning cannot know that.
  const away = ["--runner", "http://0.0.0.0:1", "--token-file", box.tokenFile];
  const told = await box.spool(["status", ...away]);
  expect(told.code).toBe(8);
  expect(told.stderr.match(/spool: warning: http:\/\/0\.0\.0\.0:1 is not encrypted/g)).toHaveLength(1);
  const program = await box.spool(["status", "--json", ...away]);
  expect(program).toMatchObject({ code: 8, stderr: "" });
  const near = await box.spool(["status", "--runner", box.server.address, "--token-file", box.tokenFile]);
  expect(near).toMatchObject({ code: 0, stderr: "" });
});

test("the local runner is found through its file, other places' token files override", async () => {
  const status = await box.spool(["status", "--json"]);
  expect(json(status.stdout)).toMatchObject({ version: "0.1.0", data_directory: join(box.home, ".spool") });
  expect((await box.spool(["status"])).stdout).toContain("threads");
});
