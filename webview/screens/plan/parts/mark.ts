import { html, type TemplateResult } from "lit";
import { icon } from "../../../ui/icon.ts";
import type { IconName } from "../../../ui/icon-names.ts";

const looks = {
  added: { icon: "diff-added", tone: "added", word: "new" },
  changed: { icon: "diff-modified", tone: "modified", word: "changed" },
  moved: { icon: "arrow-swap", tone: "modified", word: "moved" },
  removed: { icon: "diff-removed", tone: "removed", word: "removed" },
} as const satisfies Record<string, { icon: IconName; tone: string; word: string }>;

export type ChangeKind = keyof typeof looks;

/** What became of something since the plan that was read before, in a word and never by colour alone. */
export function changeMark(kind: ChangeKind, word: string = looks[kind].word): TemplateResult {
  const look = looks[kind];
  return html`<span class="mark ${look.tone}">${icon(look.icon)}${word}</span>`;
}
