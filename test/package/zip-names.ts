import { readFile } from "node:fs/promises";

/** The files of a zip archive, from its central directory, sorted. Zip64 is not read: a package of that size would be the fault. */
export async function zipNames(path: string): Promise<string[]> {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  if (end < 0) throw new Error(`${path} is no zip archive`);
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    names.push(bytes.toString("utf8", at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return names.toSorted();
}
