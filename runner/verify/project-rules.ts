import { decodeText } from "../config/yaml/text.ts";
import { readYaml } from "../config/yaml/read.ts";
import { formatKeyPath, type KeyPath } from "../config/key-path.ts";
import type { AppliedRule } from "./classify.ts";
import { compileTextPattern } from "./text-pattern.ts";
import type { Specificity } from "./rule.ts";

export const projectRulesPath = ".spool/failures.yml";
export const largestRulesFile = 64 * 1024;
const mostRules = 100;
const mostPatterns = 10;
const longestPattern = 300;
const longestHint = 500;

/** Rules that can be used, and what is wrong with the others, each with its line. */
export interface ProjectRules {
  rules: AppliedRule[];
  problems: string[];
}

/**
 * The project's own rules, from its repository and so from a stranger's hand: no regular expressions, a bound for each
 * size, and a rule that is wrong is left out and said to be.
 */
export function readProjectRules(bytes: Uint8Array): ProjectRules {
  if (bytes.byteLength > largestRulesFile) return refused(`larger than ${largestRulesFile} bytes`);
  const decoded = decodeText(bytes);
  const yaml = decoded.ok ? readYaml(decoded.text) : decoded;
  if (!yaml.ok) return { rules: [], problems: yaml.problems.map(({ line, message }) => at(line, message)) };
  const { data, locate } = yaml;
  const problems: string[] = [];
  const report = (path: KeyPath, message: string) => {
    problems.push(at(locate(path, "value").line, `${formatKeyPath(path)}: ${message}`));
  };
  for (const key of Object.keys(data)) if (key !== "rules") report([key], "unknown key; known here: rules");
  const list = data["rules"];
  if (!Array.isArray(list)) {
    report(["rules"], "expected a list of rules");
    return { rules: [], problems };
  }
  if (list.length > mostRules) report(["rules"], `more than ${mostRules} rules; the first ${mostRules} are used`);
  const rules = list.slice(0, mostRules).flatMap((item: unknown, index) => {
    const before = problems.length;
    const rule = readRule(item, ["rules", index], report);
    return rule && problems.length === before ? [rule] : [];
  });
  return { rules, problems };
}

const knownKeys = ["class", "pattern", "severity", "specificity", "tool", "hint"];

function readRule(
  item: unknown,
  path: KeyPath,
  report: (path: KeyPath, message: string) => void,
): AppliedRule | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    report(path, "expected a map with class, pattern and hint");
    return undefined;
  }
  const fields = new Map(Object.entries(item));
  for (const key of fields.keys()) {
    if (!knownKeys.includes(key)) report([...path, key], `unknown key; known here: ${knownKeys.join(", ")}`);
  }
  const text = (key: string, limit: number, fallback?: string): string => {
    const value: unknown = fields.get(key) ?? fallback;
    if (typeof value === "string" && value.trim() !== "" && value.length <= limit) return value.trim();
    report([...path, key], value === undefined ? "is missing" : `expected a text of at most ${limit} characters`);
    return "";
  };
  const name = text("class", 60);
  if (name !== "" && !/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(name)) {
    report([...path, "class"], "expected two words in lower case with a dot between them, for example shop.migration");
  }
  const severity = fields.get("severity") ?? "recoverable";
  if (severity !== "recoverable" && severity !== "hard") {
    report([...path, "severity"], "expected recoverable or hard");
    return undefined;
  }
  const specificity = readSpecificity(fields.get("specificity") ?? 4);
  if (specificity === undefined) {
    report([...path, "specificity"], "expected a whole number from 1 (says little) to 5 (says all)");
    return undefined;
  }
  const patterns = readPatterns(fields.get("pattern"), [...path, "pattern"], report);
  return {
    class: name,
    tool: text("tool", 40, name.split(".")[0] || "project"),
    severity,
    specificity,
    hint: text("hint", longestHint),
    origin: "project",
    mayApply: () => true,
    matches: (line) => patterns.some((fits) => fits(line)),
    concludes: () => false,
  };
}

function readSpecificity(value: unknown): Specificity | undefined {
  return value === 1 || value === 2 || value === 3 || value === 4 || value === 5 ? value : undefined;
}

function readPatterns(
  value: unknown,
  path: KeyPath,
  report: (path: KeyPath, message: string) => void,
): ((line: string) => boolean)[] {
  if (value === undefined) report(path, "is missing");
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (list.length > mostPatterns) report(path, `more than ${mostPatterns} patterns`);
  return list.slice(0, mostPatterns).flatMap((pattern) => {
    if (typeof pattern !== "string" || pattern.length > longestPattern) {
      report(path, `expected a text of at most ${longestPattern} characters`);
      return [];
    }
    const fits = compileTextPattern(pattern);
    if (!fits) report(path, "expected at least three characters besides * and blanks: it would fit nearly every line");
    return fits ? [fits] : [];
  });
}

function at(line: number, message: string): string {
  return line === 0 ? message : `line ${line}: ${message}`;
}

function refused(message: string): ProjectRules {
  return { rules: [], problems: [message] };
}
