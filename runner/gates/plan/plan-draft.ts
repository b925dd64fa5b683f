/**
 * A plan as agents write it, brought to the fields of `shared/model/plan.ts`, unchecked: keys with underscores, steps and
 * files as mere texts, other words for the same change. What cannot be meant in another way is left for the schema to
 * refuse. Who wrote it, and how good the signs are, is not for the agent to say, and left out.
 */
export function draftOf(written: Record<string, unknown>, worktree: string): Record<string, unknown> {
  const summary = first(written, "summary");
  return {
    title: first(written, "title") ?? titleOf(summary),
    summary,
    approach: first(written, "approach"),
    steps: listed(first(written, "steps"), stepOf),
    filesToTouch: listed(first(written, "files_to_touch", "filesToTouch"), (file) => fileOf(file, worktree)),
    risks: listed(first(written, "risks") ?? [], riskOf),
    acceptance: joined(first(written, "acceptance_check", "acceptanceCheck", "acceptance")),
  };
}

const longestTitle = 200;
const longestStepTitle = 500;

/** Null counts as left out. */
function first(written: Record<string, unknown>, ...keys: string[]): unknown {
  for (const key of keys) if (Object.hasOwn(written, key) && written[key] !== null) return written[key];
  return undefined;
}

function listed(value: unknown, read: (entry: unknown) => unknown): unknown {
  if (typeof value === "string") return [read(value)];
  return Array.isArray(value) ? value.map(read) : value;
}

/** A list of conditions is as good as a text of them. */
function joined(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((part) => typeof part === "string")) return value;
  return value.map((part) => `- ${part}`).join("\n");
}

function titleOf(summary: unknown): unknown {
  if (typeof summary !== "string") return undefined;
  const line = summary.trim().split("\n", 1)[0] ?? "";
  return cutTo(line, longestTitle)[0];
}

function stepOf(step: unknown): unknown {
  if (typeof step === "string") return titledStep(step, "");
  if (typeof step !== "object" || step === null) return step;
  const fields = step as Record<string, unknown>;
  const title = first(fields, "title", "desc", "description", "step", "name");
  const detail = first(fields, "detail", "details");
  return typeof title === "string" ? titledStep(title, detail) : { title, detail: detail ?? "" };
}

/** A step told in one long text: its first line is the title, as much of it as fits. */
function titledStep(text: string, detail: unknown): unknown {
  const line = text.trim().split("\n", 1)[0] ?? "";
  const [title, cut] = cutTo(line.trim(), longestStepTitle);
  const rest = cut + text.trim().slice(line.length);
  if (detail !== undefined && typeof detail !== "string") return { title, detail };
  return { title, detail: [rest.trim(), detail ?? ""].filter((part) => part !== "").join("\n\n") };
}

function cutTo(line: string, limit: number): [kept: string, rest: string] {
  if (line.length <= limit) return [line, ""];
  const kept = line.slice(0, limit - 1).toWellFormed();
  return [`${kept}…`, `…${line.slice(limit - 1).toWellFormed()}`];
}

const changes: Readonly<Record<string, "new" | "changed" | "deleted">> = {
  new: "new",
  add: "new",
  added: "new",
  create: "new",
  created: "new",
  changed: "changed",
  change: "changed",
  edit: "changed",
  edited: "changed",
  modify: "changed",
  modified: "changed",
  update: "changed",
  updated: "changed",
  deleted: "deleted",
  delete: "deleted",
  remove: "deleted",
  removed: "deleted",
};

function fileOf(file: unknown, worktree: string): unknown {
  if (typeof file === "string") return { path: pathIn(file, worktree), change: "changed", reason: "" };
  if (typeof file !== "object" || file === null) return file;
  const fields = file as Record<string, unknown>;
  const path = first(fields, "path", "file", "name");
  const change = first(fields, "change", "action", "kind", "type") ?? "changed";
  return {
    path: typeof path === "string" ? pathIn(path, worktree) : path,
    change: typeof change === "string" ? (changes[change.toLowerCase()] ?? change) : change,
    reason: first(fields, "reason", "why", "description") ?? "",
  };
}

/** From the root of the repository down, however the agent wrote it. */
function pathIn(path: string, worktree: string): string {
  const inside = path.startsWith(`${worktree}/`) ? path.slice(worktree.length + 1) : path;
  return inside.replace(/^(?:\.\/)+/, "");
}

function riskOf(risk: unknown): unknown {
  if (typeof risk !== "object" || risk === null) return risk;
  const fields = risk as Record<string, unknown>;
  const parts = [first(fields, "risk", "title", "description"), first(fields, "mitigation", "detail")];
  const texts = parts.filter((part) => typeof part === "string");
  return texts.length > 0 ? texts.join(": ") : risk;
}
