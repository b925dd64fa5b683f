import { once } from "node:events";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";

const fixture = join(import.meta.dirname, "fixtures/stop.ts");

test("the first signal stops in good order, also while a command of the runner's own is running", async () => {
  const stopping = execa(process.execPath, [fixture], { reject: false });
  await once(stopping.stdout, "data");
  stopping.kill("SIGTERM");
  expect(await stopping).toMatchObject({ exitCode: 0, stdout: "ready\nSIGTERM" });
});

test("a second signal ends it at once", async () => {
  const stopping = execa(process.execPath, [fixture, "hang"], { reject: false });
  await once(stopping.stdout, "data");
  stopping.kill("SIGTERM");
  await once(stopping.stdout, "data");
  stopping.kill("SIGTERM");
  expect(await stopping).toMatchObject({ exitCode: 1 });
});
