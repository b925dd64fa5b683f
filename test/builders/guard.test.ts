import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./directory.ts";
import { underGuard } from "./guard.ts";

test("of several that want it done, one does it, and all go on when it is done", async () => {
  await using folder = await temporaryDirectory();
  const guard = join(folder.path, "guard");
  let done = 0;
  const once = () =>
    underGuard(
      guard,
      async () => done > 0,
      async () => {
        await stat(guard);
        done += 1;
      },
    );
  await Promise.all([once(), once(), once()]);
  expect(done).toBe(1);
  await expect(stat(guard)).rejects.toThrow("ENOENT");
});

test("the guard of a process that was killed is taken over", async () => {
  await using folder = await temporaryDirectory();
  const guard = join(folder.path, "guard");
  await mkdir(guard);
  // Above what Linux gives out.
  await writeFile(join(guard, "pid"), String(2 ** 30));
  let done = false;
  await underGuard(
    guard,
    async () => done,
    async () => {
      done = true;
    },
  );
  expect(done).toBe(true);
});

test("work that fails is told, and another may try", async () => {
  await using folder = await temporaryDirectory();
  const guard = join(folder.path, "guard");
  const failing = underGuard(
    guard,
    async () => false,
    () => Promise.reject(new Error("no room")),
  );
  await expect(failing).rejects.toThrow("no room");
  await expect(stat(guard)).rejects.toThrow("ENOENT");
});
