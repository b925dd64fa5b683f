import { html, nothing, type TemplateResult } from "lit";
import type { TextSource } from "../../../../shared/panels/thread.ts";
import { excerpt } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";

/** What a process of a run printed, all of it. */
interface LogPlace {
  runId: string;
  process: string;
}

/** Text of a program, monospaced and cut; what was cut is one click away, and so is the log when there is one. */
export function output(
  context: RowContext,
  text: string,
  options: { source: TextSource; keep: "head" | "tail"; lines?: number; log?: LogPlace | undefined },
): TemplateResult {
  const { source, keep, lines = 16, log } = options;
  const shown = excerpt(text, { lines, characters: 4_000, keep });
  const more = shown.cut
    ? html`<button class="link" @click=${() => context.ask("openText", { source })}>Open as Text</button>`
    : nothing;
  const links = html`<div class="links">${more}${logLink(context, log)}</div>`;
  if (shown.text === "") return html`<div class="quiet">no output</div>`;
  return html`<pre class="output">
${keep === "tail" && shown.cut ? "…\n" : ""}${shown.text}${keep === "head" && shown.cut ? "\n…" : ""}</pre>
    ${more === nothing && log === undefined ? nothing : links}`;
}

export function logLink(context: RowContext, log: LogPlace | undefined): unknown {
  if (!log) return nothing;
  const open = () => context.ask("openText", { source: { kind: "log", ...log } });
  return html`<button class="link" @click=${open}>Open Full Log</button>`;
}
