/**
 * Sequences that drive a terminal. Strings (OSC, DCS, APC, PM, SOS) run to their terminator; one that is never
 * terminated loses the rest of its line only, so that a hostile opening cannot swallow what follows.
 */
export const controlSequences = new RegExp(
  [
    "(?:\\u001B[\\]PX^_]|[\\u009D\\u0090\\u0098\\u009E\\u009F])[^\\u0007\\u001B\\u009C\\n]*(?:\\u0007|\\u001B\\\\|\\u009C|(?=\\n)|$)",
    "(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]?",
    "\\u001B[ -/]*[0-~]?",
  ].join("|"),
  "g",
);

/** Characters that reorder or hide text: bidirectional controls, zero-width marks, tags, the byte order mark. */
export const deceptive =
  /[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

/** Control characters that are left once sequences are taken out; line feeds and tabs are text. */
// oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
export const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
