/** Hosts that words of a command name: in addresses, `user@host:path`, and `host:port` or `host/path` without a scheme. */
export function hostsIn(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const text = word.slice(0, 4_096);
    const inside = [...text.matchAll(/[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>]{1,2000}/gi)].flatMap(
      ([url]) => hostOf(url) ?? [],
    );
    if (inside.length > 0) return inside;
    const bare = /^(?:[\w.-]{1,100}@)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}|localhost)(?=[:/?]|$)/i.exec(
      text,
    )?.[1];
    return bare === undefined ? [] : [bare.toLowerCase()];
  });
}

/** Of an address, as everyone who connects reads it: lower case, international names as ASCII. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() || undefined : undefined;
}
