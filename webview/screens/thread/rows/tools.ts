import { html, nothing, type TemplateResult } from "lit";
import type { ToolKind } from "../../../../shared/model/tool-kind.ts";
import { formatDuration, plural } from "../../../../shared/units.ts";
import type { RowOf, ToolCall } from "../../../state/rows.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";
import { disclosure, framed } from "./frame.ts";
import { toolLook } from "./looks.ts";
import { output } from "./output.ts";

const namesShown = 3;
const callsShown = 100;
/** A tool that takes longer than this gets its time shown. */
const longMs = 3_000;

/** `read src/cache/user.ts, src/api/users.ts (+4)`, closed unless one of the calls failed. */
export function toolsRow(row: RowOf<"tools">, context: RowContext): TemplateResult {
  const [first] = row.calls;
  if (!first) return html``;
  const { icon: name, verb } = toolLook(first.tool);
  const frame = { at: row.at, icon: name, topic: verb, look: "small" };
  if (row.calls.length === 1) return framed(frame, oneCall(row, first, context));
  const failed = row.calls.filter(({ result }) => result?.ok === false).length;
  const head = html`<span class="names">${namesOf(row.calls)}</span>
    ${failed > 0 ? html`<span class="bad">${icon("error")} ${failed} failed</span>` : nothing}`;
  const body = () =>
    html`${row.calls.slice(0, callsShown).map((call) => oneCall(row, call, context))}
    ${row.calls.length > callsShown ? html`<div class="quiet">and ${plural(row.calls.length - callsShown, "more call")}</div>` : nothing}`;
  return framed(
    frame,
    disclosure(context, {
      row: row.key,
      key: row.key,
      open: failed > 0,
      head,
      body,
      label: `${row.calls.length} calls`,
    }),
  );
}

function oneCall(row: RowOf<"tools">, call: ToolCall, context: RowContext): TemplateResult {
  const { result, seq } = call;
  const failed = result?.ok === false;
  const took = result && result.at - call.at > longMs ? formatDuration(result.at - call.at) : "";
  const head = html`${titleOf(call)} ${stateOf(call)}
  ${took === "" ? nothing : html`<span class="quiet figures">${took}</span>`}`;
  const body = () => html`
    ${
      call.detail === null || visibleLine(call.detail) === visibleLine(call.title)
        ? nothing
        : output(context, call.detail, { source: { kind: "event", seq }, keep: "head" })
    }
    ${
      result
        ? output(context, result.output, { source: { kind: "event", seq: result.seq }, keep: "tail" })
        : html`<div class="quiet">no result yet</div>`
    }
  `;
  return html`<div class="call">
    ${disclosure(context, { row: row.key, key: `call ${seq}`, open: failed, head, body, label: "what it did", trail: fileLink(call, context) })}
  </div>`;
}

function stateOf({ result }: ToolCall): unknown {
  if (!result) return html`<span class="quiet" title="No result yet">…</span>`;
  return result.ok ? nothing : html`<span class="bad">${icon("error")} failed</span>`;
}

function titleOf(call: ToolCall): TemplateResult {
  const [path] = call.paths;
  if (call.tool === "execute") return html`<code>${visibleLine(call.title)}</code>`;
  if (path === undefined || call.tool === "search" || call.tool === "fetch")
    return html`<span>${visibleLine(call.title)}</span>`;
  return html`<span>${visibleLine(path)}</span>
    ${call.paths.length > 1 ? html`<span class="quiet">(+${call.paths.length - 1})</span>` : nothing}`;
}

const inFiles: ReadonlySet<ToolKind> = new Set(["read", "edit", "move"]);

function fileLink({ tool, paths }: ToolCall, context: RowContext): unknown {
  const [path] = paths;
  if (path === undefined || !inFiles.has(tool)) return nothing;
  const name = visibleLine(path);
  return html`<button
    class="plain"
    title="Open ${name}"
    aria-label="Open ${name}"
    @click=${() => context.ask("openFile", { path })}
  >
    ${icon("go-to-file")}
  </button>`;
}

function namesOf(calls: readonly ToolCall[]): string {
  const names = [...new Set(calls.flatMap(({ paths, title }) => (paths.length > 0 ? paths : [title])))];
  const shown = names.slice(0, namesShown).map((name) => visibleLine(name));
  return `${shown.join(", ")}${names.length > namesShown ? ` (+${names.length - namesShown})` : ""}`;
}
