/** What a project's prompt template may name; the ancestor's dotted names mean the same. */
export interface PromptFacts {
  instruction: string;
  title: string;
  acceptance: string;
  remediation: string;
  hint: string;
  project: string;
  branch: string;
  attempt: number;
}

const aliases: Record<string, keyof PromptFacts> = {
  "project.name": "project",
  "issue.title": "title",
  "issue.description": "instruction",
  "job.instruction": "instruction",
  "job.title": "title",
  previous_failure: "remediation",
};

/**
 * Fills `{{ name }}` and keeps or drops `{% if name %}…{% endif %}` (not nested). A name that is not known stays as it is
 * and is returned, so that a typing mistake is seen instead of a hole in the prompt.
 */
export function fillTemplate(template: string, facts: PromptFacts): { text: string; unknown: string[] } {
  const unknown = new Set<string>();
  const valueOf = (name: string): string | undefined => {
    const key = aliases[name] ?? name;
    if (Object.hasOwn(facts, key)) return String(facts[key as keyof PromptFacts]);
    unknown.add(name);
    return undefined;
  };
  const chosen = template.replace(
    /\{%\s*if\s+([\w.]+)\s*%\}([\s\S]*?)\{%\s*endif\s*%\}/g,
    (_whole, name: string, body: string) => (valueOf(name) ? body : ""),
  );
  // Values are put in by one pass: braces inside an instruction are not looked at again.
  const text = chosen.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => valueOf(name) ?? whole);
  return { text, unknown: [...unknown] };
}
