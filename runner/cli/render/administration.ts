import type { AgentView } from "../../../shared/api/views.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Token } from "../../../shared/model/records.ts";
import type { RenderOptions } from "./options.ts";
import { shortIds } from "./short-id.ts";
import { renderTable } from "./table.ts";
import { formatRelative } from "../../../shared/units.ts";

export function renderProjects(projects: readonly Project[], options: RenderOptions): string {
  if (projects.length === 0) return "no projects; add one with: spool project add <name> --repo <url>\n";
  return renderTable<Project>(
    projects,
    [
      { header: "NAME", value: ({ name }) => name, tone: () => "cyan", shrinkTo: 10 },
      { header: "BASE", value: ({ baseBranch }) => baseBranch, shrinkTo: 6 },
      { header: "JOB TYPES", value: ({ jobTypes }) => Object.keys(jobTypes).join(", "), shrinkTo: 12 },
      { header: "AT ONCE", value: ({ maxJobs }) => (maxJobs === null ? "any" : String(maxJobs)), optional: 1 },
      { header: "REPOSITORY", value: ({ repo }) => repo, shrinkTo: 16, cutAt: "start" },
    ],
    options,
  );
}

export function renderAgents(agents: readonly AgentView[], options: RenderOptions): string {
  if (agents.length === 0) return "no agents; see agents: in spool.yml\n";
  return renderTable<AgentView>(
    agents,
    [
      { header: "NAME", value: ({ name }) => name, tone: () => "cyan" },
      {
        header: "STATE",
        value: ({ available }) => (available ? "✓ ready" : "✗ not usable"),
        tone: ({ available }) => (available ? "green" : "red"),
      },
      { header: "ADAPTER", value: ({ adapter }) => adapter },
      { header: "ACCOUNT", value: ({ account }) => account, optional: 1 },
      { header: "MODEL", value: ({ model }) => model ?? "", shrinkTo: 8 },
      { header: "VERSION", value: ({ version }) => version ?? "", shrinkTo: 8, optional: 1 },
      { header: "AT ONCE", value: ({ maxJobs }) => (maxJobs === null ? "any" : String(maxJobs)), optional: 2 },
      { header: "PROBLEM", value: ({ problem }) => problem ?? "", shrinkTo: 16 },
    ],
    options,
  );
}

export function renderTokens(tokens: readonly Token[], options: RenderOptions): string {
  if (tokens.length === 0) return "no tokens\n";
  const short = shortIds(tokens.map(({ id }) => id));
  const relative = (at: number | null) => (at === null ? "never" : formatRelative(at, options.now));
  return renderTable<Token>(
    tokens,
    [
      { header: "ID", value: ({ id }) => short(id), tone: () => "cyan" },
      { header: "NAME", value: ({ name }) => name, shrinkTo: 10 },
      { header: "ROLE", value: ({ role }) => role },
      { header: "STATE", value: ({ revokedAt }) => (revokedAt === null ? "valid" : "revoked") },
      { header: "CREATED", value: ({ createdAt }) => relative(createdAt), optional: 1 },
      { header: "LAST USED", value: ({ lastUsedAt }) => relative(lastUsedAt) },
    ],
    options,
  );
}
