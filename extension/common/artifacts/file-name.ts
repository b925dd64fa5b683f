import { plainLine } from "../plain-line.ts";

/** Names that Windows keeps for devices, with or without an ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name from elsewhere as that of one file in the folder it is saved to: no path, nothing hidden, no device. */
export function safeFileName(name: string): string {
  const last = plainLine(name, 1_000).split(/[\\/]/).at(-1) ?? "";
  const safe = last
    .replace(/[<>:"|?*]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "")
    .slice(-120);
  return safe === "" || devices.test(safe) ? `artifact-${safe || "unnamed"}` : safe;
}

/** Each name once: the second `a.patch` becomes `a-2.patch`. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; taken.has(distinct.toLowerCase()); number += 1)
      distinct = name.replace(/(\.[^.]*)?$/, (ending) => `-${number}${ending}`);
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
