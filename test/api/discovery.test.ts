import { chmod, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discoverRunner, readDiscovery, removeDiscovery, writeDiscovery } from "../../runner/client/discovery.ts";
import { temporaryDirectory } from "../builders/directory.ts";

async function announced(directory: string) {
  const tokenFile = join(directory, "token");
  await writeFile(tokenFile, "spool_secret\n", { mode: 0o600 });
  const facts = { url: "http://127.0.0.1:7717", pid: process.pid, startTime: 12, instance: "one", tokenFile };
  await writeDiscovery(directory, facts);
  return facts;
}

test("a runner that announced itself is found with its token; the file is its owner's alone", async () => {
  await using directory = await temporaryDirectory();
  const facts = await announced(directory.path);
  expect(await readDiscovery(directory.path)).toEqual(facts);
  expect(await discoverRunner(directory.path)).toEqual({ url: facts.url, token: "spool_secret" });
  expect((await stat(join(directory.path, "runner.json"))).mode & 0o777).toBe(0o600);
  await writeDiscovery(directory.path, { ...facts, instance: "two" });
  expect((await readdir(directory.path)).toSorted((a, b) => a.localeCompare(b))).toEqual(["runner.json", "token"]);
  await removeDiscovery(directory.path, "one");
  expect(await readDiscovery(directory.path)).toMatchObject({ instance: "two" });
  await removeDiscovery(directory.path, "two");
  expect(await readDiscovery(directory.path)).toBeUndefined();
});

test("without a runner the hint says how to start one", async () => {
  await using directory = await temporaryDirectory();
  await expect(discoverRunner(directory.path)).rejects.toMatchObject({
    code: "unavailable",
    hint: expect.stringContaining("spool serve"),
  });
});

test("a file that others could have written or read is not trusted", async () => {
  for (const name of ["runner.json", "token"]) {
    for (const mode of [0o640, 0o604, 0o660]) {
      await using directory = await temporaryDirectory();
      await announced(directory.path);
      await chmod(join(directory.path, name), mode);
      await expect(discoverRunner(directory.path)).rejects.toMatchObject({
        code: "forbidden",
        hint: expect.stringContaining("chmod 600"),
      });
    }
  }
});

test("a link in the file's place is not followed, and nonsense is said to be that", async () => {
  await using directory = await temporaryDirectory();
  await using other = await temporaryDirectory();
  await announced(other.path);
  await symlink(join(other.path, "runner.json"), join(directory.path, "runner.json"));
  await expect(discoverRunner(directory.path)).rejects.toMatchObject({ code: "forbidden" });
  await using broken = await temporaryDirectory();
  await writeFile(join(broken.path, "runner.json"), "{", { mode: 0o600 });
  await expect(discoverRunner(broken.path)).rejects.toMatchObject({ code: "corrupt_data" });
});
