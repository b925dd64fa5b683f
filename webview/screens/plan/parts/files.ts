import { html, nothing, type TemplateResult } from "lit";
import { showHidden } from "../../../../shared/hidden-text.ts";
import type { Plan } from "../../../../shared/model/plan.ts";
import { icon } from "../../../ui/icon.ts";
import type { IconName } from "../../../ui/icon-names.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { type Anchor, anchorKey } from "../draft.ts";
import { fileTree, type FileTreeNode } from "../file-tree.ts";
import { commentButton, placeComments } from "./comments.ts";
import type { PlanContext } from "./context.ts";
import { changeMark, type ChangeKind } from "./mark.ts";
import { rove } from "./rove.ts";
import { section } from "./section.ts";

type PlannedFile = Plan["filesToTouch"][number];

const looks = {
  new: { icon: "diff-added", tone: "added", letter: "new" },
  changed: { icon: "diff-modified", tone: "modified", letter: "changed" },
  deleted: { icon: "diff-removed", tone: "removed", letter: "deleted" },
} as const satisfies Record<PlannedFile["change"], { icon: IconName; tone: string; letter: string }>;

/** What the plan is to touch, by folder: each file opens as it is now, and is a place to comment on. */
export function files(context: PlanContext): TemplateResult {
  const { filesToTouch } = context.plan;
  if (filesToTouch.length === 0) return section("files", "Files", html`<p class="quiet">The plan names no files.</p>`);
  const named = (place: HTMLElement) => filesToTouch.find(({ path }) => path === place.dataset["path"]);
  const keys = (event: KeyboardEvent) =>
    rove(event, {
      focused: (place) => context.setActive("files", place.dataset["place"] ?? ""),
      act: (key, place) => {
        const file = named(place);
        if (!file) return;
        if (key === "c" && context.open) context.addComment({ kind: "file", path: file.path });
        if (key === "Enter" && canOpen(file, context)) context.openFile(file.path);
      },
    });
  const first = firstFile(fileTree(filesToTouch));
  return section(
    "files",
    "Files",
    html`<ul class="files" @keydown=${keys}>
      ${fileTree(filesToTouch).map((node) => treeNode(node, context, first))}
    </ul>`,
    counts(filesToTouch),
  );
}

/** `12 changed · 3 new · 1 deleted` */
function counts(planned: readonly PlannedFile[]): string {
  return (["changed", "new", "deleted"] as const)
    .map((kind) => ({ kind, count: planned.filter(({ change }) => change === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(" · ");
}

function firstFile(nodes: readonly FileTreeNode[]): string {
  const [first] = nodes;
  if (!first) return "";
  return first.kind === "file" ? first.file.path : firstFile(first.children);
}

function treeNode(node: FileTreeNode, context: PlanContext, first: string): TemplateResult {
  if (node.kind === "file") return fileRow(node.name, node.file, context, first);
  return html`<li>
    <div class="folder">${icon("folder")}<span>${visibleLine(node.name)}</span></div>
    <ul>
      ${node.children.map((child) => treeNode(child, context, first))}
    </ul>
  </li>`;
}

function fileRow(name: string, file: PlannedFile, context: PlanContext, first: string): TemplateResult {
  const { path, change, reason } = file;
  const anchor: Anchor = { kind: "file", path };
  const key = anchorKey(anchor);
  const active = key === context.active.files || (context.active.files === "" && path === first);
  const look = looks[change];
  const since = context.difference?.files.find((one) => one.kind !== "removed" && one.after.path === path)?.kind;
  const opens = canOpen(file, context);
  return html`<li>
    <div
      class="place file"
      data-place=${key}
      data-path=${path}
      role="group"
      tabindex=${active ? 0 : -1}
      aria-label="${visibleLine(path)}, ${change}${opens ? ", Enter opens it" : ""}"
      aria-keyshortcuts=${context.open ? "c" : nothing}
      @focusin=${() => context.setActive("files", key)}
    >
      <span class="change ${look.tone}" title=${look.letter}>${icon(look.icon)}</span>
      <div class="grow">
        ${
          opens
            ? html`<button
                class="link name"
                tabindex="-1"
                title="Open ${visibleLine(path)} as it is now"
                @click=${() => context.openFile(path)}
              >
                ${visibleLine(name)}
              </button>`
            : html`<span class="name" title=${visibleLine(path)}>${visibleLine(name)}</span>`
        }
        <span class="quiet kind">${look.letter}</span> ${since ? changeMark(since, planWord(since)) : nothing}
        ${reason.trim() === "" ? nothing : html`<span class="quiet reason">${showHidden(reason)}</span>`}
      </div>
      ${commentButton(anchor, context, active)}
    </div>
    ${placeComments(anchor, context)}
  </li>`;
}

/** The words `new` and `changed` are of the file: what is said of the plan says so. */
function planWord(kind: ChangeKind): string {
  return kind === "added" ? "not in the plan before" : "otherwise before";
}

function canOpen({ change }: PlannedFile, { hasBase }: PlanContext): boolean {
  return hasBase && change !== "new";
}
