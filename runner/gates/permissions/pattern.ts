/** `*` is anything, also nothing. Compared without going back and forth: a hostile text takes no longer than its length. */
export function fitsWord(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return pattern === text;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

/** Names of a path against names of a pattern; `**` as a name is any number of names. Dot-files are names like others. */
export function fitsPath(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const names = path.split("/");
  // Reachable places in the pattern, name by name: at worst their product, never more.
  let places = reach(wanted, new Set([0]));
  for (const name of names) {
    const next = new Set<number>();
    for (const place of places) {
      const part = wanted[place];
      if (part === undefined) continue;
      if (part === "**") next.add(place);
      else if (fitsName(part, name)) next.add(place + 1);
    }
    places = reach(wanted, next);
    if (places.size === 0) return false;
  }
  return places.has(wanted.length);
}

/** With every `**` also passed over. */
function reach(wanted: readonly string[], places: ReadonlySet<number>): Set<number> {
  const all = new Set(places);
  for (const place of all) if (wanted[place] === "**") all.add(place + 1);
  return all;
}

/** `src**` within a name means no more than `src*`. */
function fitsName(part: string, name: string): boolean {
  return fitsWord(part.replaceAll("**", "*"), name);
}

/** `*.example.com` is every name below it, and not it itself. */
export function fitsHost(pattern: string, host: string): boolean {
  const wanted = plainHost(pattern);
  const given = plainHost(host);
  return wanted.startsWith("*.")
    ? given.endsWith(wanted.slice(1)) && given.length > wanted.length - 1
    : wanted === given;
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}
