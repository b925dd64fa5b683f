/** Escape sequences of terminals: `[…m` and the like, then those that run up to a bell or a backslash, then short ones. */
const sequences = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -~])?`,
  "g",
);

/** Controls, and what is drawn as nothing or makes the rest run backwards; but not the joiner that emoji are made with. */
const unseen = /\p{Cc}|(?!\u200d)\p{Cf}|[\u115f\u1160\u3164]/gu;

/**
 * Text from an agent, a repository or another client as one line that is what it looks like: no line breaks, nothing that
 * writes backwards, nothing invisible. Cut at `limit` characters.
 */
export function plainLine(text: string, limit = 300): string {
  const line = text
    // Cut first: a text of megabytes is not searched through for the sake of one row.
    .slice(0, limit * 4)
    .replace(sequences, "")
    .replace(/\s+/g, " ")
    .replace(unseen, "")
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
