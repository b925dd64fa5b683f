/** The way from a place to another one by key; undefined for a key that leads nowhere. */
function target(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(index + 1, count - 1);
    case "ArrowUp":
      return Math.max(index - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/**
 * Keys on the places of a list, of which only one is in the order of tabs. Arrow keys go from one to the next; `act` gets
 * Enter and C. Keys inside of a place, in a comment that is being written, stay there.
 */
export function rove(
  event: KeyboardEvent,
  list: { focused: (place: HTMLElement) => void; act: (key: "Enter" | "c", place: HTMLElement) => void },
): void {
  const place = event.target;
  const container = event.currentTarget;
  if (!(place instanceof HTMLElement) || !(container instanceof HTMLElement) || !place.matches("[data-place]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const places = [...container.querySelectorAll<HTMLElement>("[data-place]")];
  const next = target(event.key, places.indexOf(place), places.length);
  const found = next === undefined ? undefined : places[next];
  if (found) {
    list.focused(found);
    found.focus();
  } else if (event.key === "Enter") list.act("Enter", place);
  else if (event.key === "c") list.act("c", place);
  else return;
  event.preventDefault();
}
