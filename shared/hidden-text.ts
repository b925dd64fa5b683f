/**
 * Sequences that drive a terminal. Strings (OSC, DCS, APC, PM, SOS) run to their terminator; one that is never
 * terminated loses the rest of its line only, so that a hostile opening cannot swallow what follows.
 */
const controlSequences = new RegExp(
  [
    "(?:\\u001B[\\]PX^_]|[\\u009D\\u0090\\u0098\\u009E\\u009F])[^\\u0007\\u001B\\u009C\\n]*(?:\\u0007|\\u001B\\\\|\\u009C|(?=\\n)|$)",
    "(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]?",
    "\\u001B[ -/]*[0-~]?",
  ].join("|"),
  "g",
);

/** Characters that reorder or hide text: bidirectional controls, zero-width marks, tags, the byte order mark. */
const deceptive = /[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

// oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/**
 * Text from an agent, a repository or a file without what a reader cannot see: no escape sequence, control or reordering
 * character is left but tabs and line ends. Those become `\n`; a lone carriage return too, for it would overprint.
 */
export function removeHidden(text: string): string {
  return withoutControls(text).replace(deceptive, "");
}

/** The same, with what reorders or hides text shown by its number: a person decides on what they can read. */
export function showHidden(text: string): string {
  return withoutControls(text).replace(
    deceptive,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`,
  );
}

function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(controlSequences, "")
    .replace(controls, "");
}
