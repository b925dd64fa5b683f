import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { RunnerApi } from "../session/runner-api.ts";
import type { ThreadFilter } from "./filter.ts";

/** What a search brings at most beyond the loaded threads: who wants more says more. */
const foundLimit = 200;

/** Threads that fit and may not be loaded, the latest first. None where all that could fit are loaded anyway. */
export async function findThreads(
  api: RunnerApi,
  { text, project, group }: ThreadFilter,
  signal?: AbortSignal,
): Promise<ThreadSummary[]> {
  const isLoadedAnyway = text === undefined && project === undefined && group !== "archived";
  if (isLoadedAnyway || group === "needs_you" || group === "working") return [];
  const { threads } = await api.threads.list.query(
    {
      ...(text !== undefined && { search: text }),
      ...(project !== undefined && { project }),
      ...(group === "archived" && { status: "archived" as const }),
      sort: "updated",
      limit: foundLimit,
    },
    signal && { signal },
  );
  return threads;
}
