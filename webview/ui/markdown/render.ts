import DOMPurify, { type Config } from "dompurify";
import { Marked, type RendererObject, type Tokens } from "marked";

/** What markdown is made of; nothing that loads, runs, submits or is named. */
const allowed = {
  ALLOWED_TAGS: [
    ..."h1 h2 h3 h4 h5 h6 p br hr strong em del code pre blockquote ul ol li table thead tbody tr th td a input".split(
      " ",
    ),
  ],
  ALLOWED_ATTR: ["href", "start", "type", "checked", "disabled", "align"],
  ALLOWED_URI_REGEXP: /^https?:\/\//i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
} satisfies Config;

/** Raw HTML is text that somebody wrote; an image is a link that one may follow. */
const renderer: RendererObject = {
  html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
  image: ({ href, text }: Tokens.Image) => `<a href="${escapeHtml(href)}">${escapeHtml(text === "" ? href : text)}</a>`,
};

const marked = new Marked({ gfm: true, async: false, renderer });

/** Longer texts are shown as they are: to parse them would hold up the page. */
const longest = 100_000;

/** Markdown from an agent as nodes in which nothing can run or be fetched. Links keep their target in `href`, http(s) only. */
export function renderMarkdown(text: string): DocumentFragment {
  if (text.length > longest) {
    const fragment = document.createDocumentFragment();
    const plain = document.createElement("pre");
    plain.textContent = text;
    fragment.append(plain);
    return fragment;
  }
  return DOMPurify.sanitize(marked.parse(text, { async: false }), { ...allowed, RETURN_DOM_FRAGMENT: true });
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
