/** ANSI sequences, then everything that is drawn as nothing or changes how the rest is drawn: controls, bidi, invisible. */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -~])?|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;

/**
 * Text from an agent, a repository or another client as one line that is what it looks like: no line breaks, nothing that
 * writes backwards, nothing invisible. Cut at `limit` characters.
 */
export function plainLine(text: string, limit = 300): string {
  // Cut first: a text of megabytes is not searched through for the sake of one row.
  const line = text
    .slice(0, limit * 4)
    .replace(unseen, "")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
