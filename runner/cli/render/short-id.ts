const shortest = 6;

/** The end of an id, as lists show it and every command takes it. */
export function shortId(id: string): string {
  return id.slice(-shortest);
}

/** The same for every id in a text. */
export function shortenIds(text: string): string {
  return text.replace(/\b[a-z]{2,4}_[0-9a-z]{26}\b/g, shortId);
}

/** Ends that tell the ids of one list apart, all of the same length. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const distinct = new Set(ids);
  let length = shortest;
  while (length < 32 && new Set([...distinct].map((id) => id.slice(-length))).size < distinct.size) length += 1;
  return (id) => id.slice(-length);
}
