import { html, type TemplateResult } from "lit";
import type { JobProfile } from "../../../shared/model/job.ts";
import { typedDollars } from "../../../shared/units.ts";

/** What may stop the job that is being written; an empty text is what its job type says. */
export interface GateState {
  mode: "" | "autonomous" | "interactive";
  permissions: "" | "ask" | "allow" | "deny";
  /** US dollars, as typed. */
  maxCost: string;
}

export const usualGates: GateState = { mode: "", permissions: "", maxCost: "" };

/** As the runner takes it. `problem` says what is wrong with what was typed. */
export function gateFields({ mode, permissions, maxCost }: GateState): {
  fields: { mode?: "autonomous" | "interactive"; permissions?: "ask" | "allow" | "deny"; maxCostUsd?: number };
  problem: string | undefined;
} {
  const maxCostUsd = typedDollars(maxCost);
  const isBad = maxCostUsd === undefined && maxCost.trim() !== "";
  return {
    fields: {
      ...(mode !== "" && { mode }),
      ...(permissions !== "" && { permissions }),
      ...(maxCostUsd !== undefined && { maxCostUsd }),
    },
    problem: isBad ? "The budget is an amount in dollars, like 2.50" : undefined,
  };
}

/** In a word or two what is not as usual; empty when all is. */
export function gateWords(state: GateState): string {
  const { fields } = gateFields(state);
  return [
    fields.mode === "interactive" && "plans first",
    fields.mode === "autonomous" && "does not plan first",
    fields.permissions && { ask: "asks", allow: "may all", deny: "may nothing more" }[fields.permissions],
    fields.maxCostUsd !== undefined && `$${fields.maxCostUsd} at most`,
  ]
    .filter(Boolean)
    .join(", ");
}

type Dropdown = (
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  choose: (value: string) => void,
) => TemplateResult;

const modes = { autonomous: "Goes ahead", interactive: "Plans first" } as const;
const permissionWords = {
  ask: "Asks for permission",
  allow: "May use every tool",
  deny: "Is denied what needs asking",
};

/** The fields of the gates, each with what the job type says as its first option. */
export function gateRow(
  state: GateState,
  usual: Pick<JobProfile, "mode" | "permissions" | "maxCostUsd"> | undefined,
  parts: { dropdown: Dropdown; change: (change: Partial<GateState>) => void },
): TemplateResult {
  const { dropdown, change } = parts;
  const as = (word: string | undefined) => (word === undefined ? "As usual" : `${word} (usual)`);
  return html`
    ${dropdown(
      "Plan gate",
      state.mode,
      [["", as(usual && modes[usual.mode])], ...Object.entries(modes).filter(([mode]) => mode !== usual?.mode)],
      (mode) => (mode === "" || mode === "autonomous" || mode === "interactive") && change({ mode }),
    )}
    ${dropdown(
      "Permissions",
      state.permissions,
      [
        ["", as(usual && usualPermissions(usual.permissions))],
        ...Object.entries(permissionWords).filter(([policy]) => policy !== usual?.permissions),
      ],
      (permissions) => {
        if (permissions === "" || permissions === "ask" || permissions === "allow" || permissions === "deny")
          change({ permissions });
      },
    )}
    <label class="budget" title="The job is paused when it has cost this much, and you are asked">
      Budget $
      <input
        type="text"
        inputmode="decimal"
        size="6"
        maxlength="12"
        placeholder=${usual?.maxCostUsd ?? "no limit"}
        .value=${state.maxCost}
        @input=${(event: Event) => change({ maxCost: (event.target as HTMLInputElement).value })}
      />
    </label>
  `;
}

/** Rules of the project are no word to choose; they stay unless another is chosen. */
function usualPermissions(policy: JobProfile["permissions"]): string {
  return typeof policy === "string" ? permissionWords[policy] : "By rules";
}
