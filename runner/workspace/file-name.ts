/**
 * A path inside a repository. Git's names are bytes: where they are not UTF-8, `path` shows the odd bytes as `\xNN` for
 * people, and `raw` holds the name itself in base64. Such an object goes back in where a path is asked for.
 */
export interface FileName {
  path: string;
  raw?: string;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function decodeName(bytes: Uint8Array): FileName {
  try {
    return { path: strict.decode(bytes) };
  } catch {
    return { path: escapeBytes(bytes), raw: Buffer.from(bytes).toString("base64") };
  }
}

export function encodeName(name: FileName | string): Buffer {
  if (typeof name === "string") return Buffer.from(name);
  return name.raw === undefined ? Buffer.from(name.path) : Buffer.from(name.raw, "base64");
}

function escapeBytes(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length;) {
    const length = sequenceLength(bytes, index);
    if (length === 0) text += `\\x${(bytes[index] ?? 0).toString(16).padStart(2, "0")}`;
    else text += strict.decode(bytes.subarray(index, index + length));
    index += Math.max(length, 1);
  }
  return text;
}

/** Bytes of the valid UTF-8 sequence at `index`, or 0. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  for (let length = 1; length <= 4 && index + length <= bytes.length; length++) {
    try {
      strict.decode(bytes.subarray(index, index + length));
      return length;
    } catch {
      // Not a whole character yet.
    }
  }
  return 0;
}

/** The fields of a `-z` output. */
export function splitNul(output: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let start = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    fields.push(output.subarray(start, end));
    start = end + 1;
  }
  if (start < output.length) fields.push(output.subarray(start));
  return fields;
}
