import { html, nothing, type TemplateResult } from "lit";
import type { TextSource } from "../../../../shared/panels/thread.ts";
import { excerpt } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";

/** Text of a program, monospaced and cut; what was cut is one click away. */
export function output(
  context: RowContext,
  text: string,
  options: { source: TextSource; keep: "head" | "tail"; lines?: number; always?: boolean },
): TemplateResult {
  const { source, keep, lines = 16, always = false } = options;
  const shown = excerpt(text, { lines, characters: 4_000, keep });
  const more =
    shown.cut || always
      ? html`<button class="link" @click=${() => context.ask("openText", { source })}>Open as Text</button>`
      : nothing;
  if (shown.text === "") return html`<div class="quiet">no output ${more}</div>`;
  return html`<pre class="output">
${keep === "tail" && shown.cut ? "…\n" : ""}${shown.text}${keep === "head" && shown.cut ? "\n…" : ""}</pre>
    ${more}`;
}
