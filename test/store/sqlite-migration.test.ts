import { chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { Connection } from "../../runner/store/sqlite/connection.ts";
import { migrate } from "../../runner/store/sqlite/migrate.ts";
import { migrations } from "../../runner/store/sqlite/migrations/list.ts";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { insertThreadWithJob, projectRow } from "../builders/rows.ts";

const ignored = { onCorrupt: () => undefined };

test("a new database is made at the code's version, for its owner only, without a backup", async () => {
  await using directory = await temporaryDirectory();
  await chmod(directory.path, 0o755);
  const store = await openSqliteStore(directory.path, ignored);
  await store.write((transaction) => transaction.projects.insert(projectRow));
  for (const name of await readdir(directory.path)) {
    expect([name, (await stat(join(directory.path, name))).mode & 0o777]).toEqual([name, 0o600]);
    expect(name).not.toContain("before");
  }
  await store.close();
  const again = await openSqliteStore(directory.path, ignored);
  expect(await again.read.projects.list()).toEqual([projectRow]);
  await again.close();
});

test("a database of an older version is backed up, then brought forward with its data", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "spool.db");
  const store = await openSqliteStore(directory.path, ignored);
  await store.write(insertThreadWithJob);
  await store.close();

  const newer = [...migrations, "CREATE TABLE extra (id TEXT PRIMARY KEY) STRICT; INSERT INTO extra VALUES ('new')"];
  const connection = new Connection(path, { readonly: false, ...ignored });
  await migrate(connection, { path, fresh: false }, newer);
  expect(connection.schemaVersion).toBe(newer.length);
  expect(connection.one("SELECT id FROM extra")).toEqual({ id: "new" });
  expect(connection.all("SELECT id FROM jobs")).toEqual([{ id: "job_0001" }]);
  connection.close();

  const backup = new Database(`${path}.before-v${newer.length}`, { readonly: true });
  expect(backup.pragma("user_version", { simple: true })).toBe(migrations.length);
  expect(backup.prepare("SELECT id FROM jobs").all()).toEqual([{ id: "job_0001" }]);
  backup.close();
});

test("threads of the first version are found by what they are called", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "spool.db");
  const connection = new Connection(path, { readonly: false, ...ignored });
  await migrate(connection, { path, fresh: true }, migrations.slice(0, 1));
  const body = (title: string) => JSON.stringify({ title, branch: "spool/Éa-1", labels: ["One", "TWO"] });
  connection.run("INSERT INTO projects VALUES ('prj_demo', 'demo', NULL, '{}')");
  for (const [id, text] of [["thr_1", body("Ändern")] as const, ["thr_2", "damaged"] as const]) {
    connection.run("INSERT INTO threads VALUES (?, 'prj_demo', 'open', 1, ?)", id, text);
  }
  await migrate(connection, { path, fresh: false });
  expect(connection.all("SELECT id, search FROM threads ORDER BY id")).toEqual([
    { id: "thr_1", search: "ändern\nspool/éa-1\none\ntwo" },
    { id: "thr_2", search: "" },
  ]);
  connection.close();
});

test("a migration that fails leaves the last whole version, and the next start goes on from there", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "spool.db");
  const connection = new Connection(path, { readonly: false, ...ignored });
  const broken = [...migrations, "CREATE TABLE one (id TEXT) STRICT", "CREATE TABLE two (id TEXT) STRICT; nonsense"];
  await expect(migrate(connection, { path, fresh: true }, broken)).rejects.toMatchObject({ code: "store_failed" });
  expect(connection.schemaVersion).toBe(migrations.length + 1);
  expect(connection.inTransaction).toBe(false);
  const tables = connection.all("SELECT name FROM sqlite_schema WHERE name IN ('one', 'two')");
  expect(tables).toEqual([{ name: "one" }]);
  await migrate(connection, { path, fresh: false }, [...broken.slice(0, -1), "CREATE TABLE two (id TEXT) STRICT"]);
  expect(connection.schemaVersion).toBe(broken.length);
  connection.close();
});

test("a database newer than the code is refused and not touched", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "spool.db");
  await (await openSqliteStore(directory.path, ignored)).close();
  const database = new Database(path);
  database.pragma("user_version = 99");
  database.close();
  const opening = openSqliteStore(directory.path, ignored);
  await expect(opening).rejects.toMatchObject({ code: "not_available", hint: expect.stringContaining("newer") });
  const after = new Database(path, { readonly: true });
  expect(after.pragma("user_version", { simple: true })).toBe(99);
  after.close();
});

test("a file that is no database is a store_failed with a hint", async () => {
  await using directory = await temporaryDirectory();
  const { writeFile } = await import("node:fs/promises");
  await writeFile(
    join(directory.path, "spool.db"),
    "not a database at all, but long enough to be looked at".repeat(100),
  );
  await expect(openSqliteStore(directory.path, ignored)).rejects.toMatchObject({
    code: "store_failed",
    hint: expect.stringContaining("runtime.data_dir"),
  });
});
