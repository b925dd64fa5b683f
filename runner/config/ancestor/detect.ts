import { basename } from "node:path";

const fileNames: ReadonlySet<string> = new Set(["esperta-code.yml", "esperta-code.yaml", "feliz.yml", "feliz.yaml"]);
const otherAgentNames: ReadonlySet<unknown> = new Set(["claude-code", "opencode"]);

/**
 * Whether a file is one of Spool's ancestor: by its name, or by keys that only the ancestor has. A file with a section
 * that only Spool has is Spool's, so that one misspelt key does not turn every other mistake into a notice.
 */
export function isAncestorFile(data: Readonly<Record<string, unknown>>, path: string): boolean {
  if (fileNames.has(basename(path))) return true;
  if (["server", "agents", "git"].some((key) => key in data)) return false;
  const has = (section: string, ...keys: string[]): boolean => keys.some((key) => key in asMap(data[section]));
  return (
    has("linear", "oauth_token", "app_user_id") ||
    has("webhook", "port") ||
    has("tick", "interval_ms") ||
    has("storage", "data_dir", "workspace_root") ||
    has("agent", "default", "max_concurrent") ||
    has("runtime", "canonical_repo_root") ||
    asList(data["projects"]).some((project) => isAncestorProject(asMap(project)))
  );
}

function isAncestorProject(project: Readonly<Record<string, unknown>>): boolean {
  if ("linear_project" in project) return true;
  return Object.values(asMap(project["job_types"])).some((type) => {
    const map = asMap(type);
    return "timeout_ms" in map || "artifact_expectations" in map || otherAgentNames.has(map["agent"]);
  });
}

export function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
