/**
 * `*` and `?` stay inside one part of a path, `**` goes over all. A pattern without a slash is a name, wherever it is; a
 * slash at the end stands for everything inside. Case does not count: nor does it on the machines of some who fetch.
 */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(globExpression);
  return (path) => expressions.some((expression) => expression.test(path));
}

function globExpression(pattern: string): RegExp {
  const whole = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const source = whole.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\*\*\/|\*\*|\*|\?/g, (sign) => {
    switch (sign) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      default:
        return "[^/]";
    }
  });
  const anywhere = pattern.includes("/") ? "" : "(?:.*/)?";
  return new RegExp(`^${anywhere}${source.replace(/^\//, "")}$`, "is");
}
