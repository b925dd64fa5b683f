import { join } from "node:path";
import { expect, test } from "vitest";
import type { ThreadFilter, ThreadPage } from "../../runner/store/port.ts";
import { Connection } from "../../runner/store/sqlite/connection.ts";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { threadPageSql } from "../../runner/store/sqlite/thread-list.ts";
import { temporaryDirectory } from "../builders/directory.ts";

const after = { id: "thr_x", updatedAt: 5 };
const questions: [string, ThreadFilter, Omit<ThreadPage, "limit">][] = [
  ["all", {}, {}],
  ["all by change", {}, { sort: "updated" }],
  ["a later page of two statuses", { statuses: ["idle", "blocked"] }, { after }],
  ["a later page of two statuses by change", { statuses: ["idle", "blocked"] }, { sort: "updated", after }],
  ["a project", { projectId: "prj_demo" }, { after }],
  ["a project by change", { projectId: "prj_demo" }, { sort: "updated", after }],
  ["a search", { search: "login" }, { sort: "updated", after }],
  ["a search in a project", { search: "login", projectId: "prj_demo", statuses: ["idle"] }, {}],
];
for (const [what, filter, page] of questions) {
  test(`a page of threads (${what}) is answered from an index, and reads only the rows it shows`, async () => {
    await using directory = await temporaryDirectory();
    await (await openSqliteStore(directory.path, { onCorrupt: () => undefined })).close();
    const connection = new Connection(join(directory.path, "spool.db"), { readonly: true, onCorrupt: () => undefined });
    const { sql, values } = threadPageSql(filter, { limit: 50, ...page });
    const plan = connection.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row.detail));
    connection.close();
    const reads = plan.filter((line) => /^(?:SCAN|SEARCH) threads\b/.test(line));
    expect(reads.length).toBeGreaterThan(1);
    for (const line of reads) {
      expect(line).toMatch(
        /^SEARCH threads USING (?:PRIMARY KEY \(id=\?\)|COVERING INDEX \w+ \(status=|COVERING INDEX \w+ \(project_id=\? AND status=)/,
      );
    }
    // Only a search sorts what it finds; otherwise the first rows of each status are taken and merged.
    if (filter.search !== undefined) return;
    const inner = plan.slice(plan.findIndex((line) => line.startsWith("CO-ROUTINE")));
    const first = inner.findIndex((line) => line.startsWith("SEARCH threads"));
    expect(inner[first + 1]).toMatch(/^SCAN \(subquery/);
  });
}
