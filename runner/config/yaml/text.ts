import type { ConfigProblem } from "../problem.ts";

/** Everything below a space but tab and line ends, and delete. */
const controlCharacter = /[^\t\n\r\u0020-\u007e\u0080-\uffff]/;

/** Bytes. A hand-written file is a few thousand; beyond this it is the wrong file. */
export const largestFile = 1024 * 1024;

export type DecodedText = { ok: true; text: string } | { ok: false; problems: ConfigProblem[] };

/** The bytes of a file as text, or why they are none. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.byteLength > largestFile) {
    return whole(`the file has ${bytes.byteLength} bytes; a configuration has at most ${largestFile}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // The decoder says only that it failed, which is what we say.
    return whole("the file is not UTF-8 text");
  }
  const control = controlCharacter.exec(text);
  if (control) {
    const before = text.slice(0, control.index);
    const line = before.split("\n").length;
    const column = control.index - before.lastIndexOf("\n");
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return {
      ok: false,
      problems: [{ line, column, path: "", message: `control character U+${code}: not a text file` }],
    };
  }
  return { ok: true, text };
}

function whole(message: string): DecodedText {
  return { ok: false, problems: [{ line: 0, column: 0, path: "", message }] };
}
