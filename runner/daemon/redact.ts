/** Shorter values are words that stand in ordinary text; replacing them would tell more than it hides. */
const shortest = 8;
/** Of a secret with several lines; shorter ones are more likely to be its dressing. */
const shortestLine = 20;

/**
 * Replaces known secrets wherever they stand in a value's texts. An agent can print its own environment; what it prints
 * goes to every client that may read the timeline.
 */
export function redactor(secrets: readonly string[]): <Value>(value: Value) => Value {
  // What is printed line by line is told line by line: each line of a key is a secret of its own.
  const lines = secrets.flatMap((secret) => secret.split(/\r?\n/).filter((line) => line.length >= shortestLine));
  const known = [...new Set([...secrets, ...lines])].filter((secret) => secret.length >= shortest);
  // The longest first: of two that begin alike, the shorter would leave the end of the longer one.
  known.sort((one, other) => other.length - one.length);
  // As it stands inside JSON, since the whole value is looked through as one text.
  const written = known.map((secret) => JSON.stringify(secret).slice(1, -1));
  return <Value>(value: Value): Value => {
    if (written.length === 0 || value === undefined) return value;
    const json = JSON.stringify(value);
    if (!written.some((secret) => json.includes(secret))) return value;
    return JSON.parse(written.reduce((text, secret) => text.replaceAll(secret, "[secret]"), json)) as Value;
  };
}
