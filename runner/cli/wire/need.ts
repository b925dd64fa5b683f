import type { Need } from "../../../shared/need.ts";
import { needCommand } from "../render/need-lines.ts";

/** As JSON v1 and `--json` write it: what a job waits for, and what is to be typed. */
export function wireNeed({ line, person, actions }: Need) {
  return {
    line,
    person,
    actions: actions.map((action) => ({ kind: action.kind, command: needCommand(action, (id) => id) })),
  };
}
