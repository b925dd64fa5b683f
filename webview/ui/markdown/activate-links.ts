import { fileMentions, type LinkTarget } from "./link.ts";

/**
 * Makes links of a rendered text into requests: addresses lose their `href`, so that nothing but `open` follows them, and
 * file names become links.
 */
export function activateLinks(fragment: DocumentFragment, open: (target: LinkTarget) => void): void {
  for (const anchor of fragment.querySelectorAll("a")) {
    const url = anchor.getAttribute("href");
    anchor.removeAttribute("href");
    if (url !== null) makeLink(anchor, { kind: "address", url }, open);
  }
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    if (text.parentElement?.closest("a, pre")) continue;
    const mentions = fileMentions(text.data);
    // From the end, so that the places of those before stay true.
    for (const { index, length, target } of mentions.toReversed()) {
      const named = text.splitText(index);
      named.splitText(length);
      const anchor = document.createElement("a");
      named.replaceWith(anchor);
      anchor.append(named);
      makeLink(anchor, target, open);
    }
  }
}

function makeLink(anchor: HTMLElement, target: LinkTarget, open: (target: LinkTarget) => void): void {
  anchor.setAttribute("role", "link");
  anchor.tabIndex = 0;
  anchor.title = target.kind === "address" ? target.url : `Open ${target.path}`;
  const follow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    open(target);
  };
  anchor.addEventListener("click", follow);
  anchor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") follow(event);
  });
}
