/** What is compared before and after planning: equal texts, or something was written. */
export interface Print {
  git: Readonly<Record<string, string>>;
  files: Readonly<Record<string, string>>;
}

const mostNamed = 20;

/**
 * What was changed while an agent was only to plan, each with what became of it; empty when nothing was. The first few are
 * named, the rest is counted.
 */
export function written(before: Print, after: Print): string[] {
  const changes = [
    ...compared(before.git, after.git, (name) => gitName(name)),
    ...compared(before.files, after.files, (path) => path),
  ];
  const more = changes.length > mostNamed ? [`${changes.length - mostNamed} more`] : [];
  return [...changes.slice(0, mostNamed), ...more];
}

function compared(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  nameOf: (key: string) => string,
): string[] {
  const changes: string[] = [];
  for (const [key, text] of Object.entries(after)) {
    if (!Object.hasOwn(before, key)) changes.push(`${nameOf(key)} is new`);
    else if (before[key] !== text) changes.push(`${nameOf(key)} was changed`);
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) changes.push(`${nameOf(key)} is gone`);
  return changes;
}

function gitName(key: string): string {
  return key === "index" ? "what is staged" : key;
}
