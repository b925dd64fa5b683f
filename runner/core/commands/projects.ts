import type { NewEvent } from "../../../shared/events/catalogue.ts";
import type { Project } from "../../../shared/model/project.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { Core } from "../core.ts";

export type ConfiguredProject = Omit<Project, "id" | "createdAt" | "updatedAt" | "removedAt">;

/** The id follows from the name, so that every door and every restart names a project the same. */
function projectId(name: string): string {
  return `prj_${name}`;
}

/** Makes the stored projects those of the configuration. One that left keeps its rows: its threads stay readable. */
export async function syncProjects(core: Core, configured: readonly ConfiguredProject[]): Promise<void> {
  await core.store.write(async (transaction) => {
    const now = core.clock.now();
    const names = new Set(configured.map((project) => project.name));
    for (const stored of await transaction.projects.list()) {
      if (names.has(stored.name)) continue;
      await transaction.projects.update(stored.id, { removedAt: now, updatedAt: now });
      const data = { name: stored.name };
      await transaction.events.append([{ type: "project.removed", projectId: stored.id, data }], now);
    }
    for (const project of configured) {
      const stored = await transaction.projects.byName(project.name);
      const { name, repo } = project;
      if (!stored) {
        const id = projectId(name);
        await transaction.projects.insert({ ...project, id, createdAt: now, updatedAt: now, removedAt: null });
        await transaction.events.append([{ type: "project.added", projectId: id, data: { name, repo } }], now);
        continue;
      }
      const { id, createdAt, updatedAt, ...before } = stored;
      const next = { ...project, removedAt: null };
      if (canonicalJson(before) === canonicalJson(next)) continue;
      await transaction.projects.update(id, { ...next, updatedAt: now });
      const event: NewEvent =
        stored.removedAt === null
          ? { type: "project.updated", projectId: id, data: { name } }
          : { type: "project.added", projectId: id, data: { name, repo } };
      await transaction.events.append([event], now);
    }
  });
}
