import { EventEmitter, once } from "node:events";
import { stat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { notFound } from "../../../shared/errors.ts";
import type { RunnerServices } from "../../../runner/api/services.ts";

export interface FileServices {
  services: RunnerServices;
  /** Says that a log has grown or ended. */
  grown: EventEmitter;
  ended: Set<string>;
}

/** What the engine gives the API, over plain files: logs in `<root>/logs`, artifacts in `<root>/artifacts`. */
export function fileServices(root: string, instance: string): FileServices {
  const grown = new EventEmitter();
  grown.setMaxListeners(0);
  const ended = new Set<string>();
  const changes = { from: "a", to: "b", files: [], additions: 0, deletions: 0 };
  const services: RunnerServices = {
    changes: async () => changes,
    patch: async () => ({ text: "", truncated: false }),
    commits: async () => ({
      from: "a",
      to: "b",
      commits: [{ hash: "c", author: "Ada", at: 1_700_000_000_000, subject: "Do it" }],
      truncated: false,
    }),
    blob: async () => ({ base64: "", size: 0, truncated: false, binary: false }),
    tree: async () => ({ entries: [], truncated: false }),
    snapshot: async (runId) => {
      throw notFound("run", runId);
    },
    logs: async () => [],
    async readLog({ name, offset, limit }) {
      const bytes = await readFile(join(root, "logs", name)).catch(() => {
        throw notFound("log", name);
      });
      const slice = bytes.subarray(offset, offset + limit);
      const nextOffset = offset + slice.length;
      return { name, offset, text: slice.toString(), nextOffset, size: bytes.length, ended: ended.has(name) };
    },
    async logGrown({ name, offset }, signal) {
      while (!signal.aborted && !ended.has(name) && (await stat(join(root, "logs", name))).size <= offset) {
        await once(grown, "grown", { signal }).catch(() => undefined);
      }
    },
    async artifactFile(id) {
      const path = join(root, "artifacts", id);
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      return { path, size, name: `${id} é.txt` };
    },
    pruneWorktrees: async ({ dryRun }) => ({ removed: [], kept: 0, dryRun }),
    agents: async () => {
      throw new Error("secret-in-an-exception");
    },
    facts: () => ({
      version: "0.1.0",
      instance,
      startedAt: 1,
      dataDirectory: root,
      address: "",
      sandbox: "none",
      problems: [],
    }),
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", body: "spool_up 1\n" }),
  };
  return { services, grown, ended };
}
