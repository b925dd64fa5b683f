import { html, nothing, type TemplateResult } from "lit";
import { showHidden } from "../../../../shared/hidden-text.ts";
import { formatDuration, plural } from "../../../../shared/units.ts";
import type { TextField } from "../difference.ts";
import type { PlanContext } from "./context.ts";
import { changeMark } from "./mark.ts";
import { section } from "./section.ts";

/** A text of the plan under its heading; nothing when there is none. */
export function prose(
  field: Exclude<TextField, "title">,
  title: string,
  context: PlanContext,
): TemplateResult | typeof nothing {
  const text = context.plan[field];
  if (text.trim() === "") return nothing;
  const changed = context.difference?.texts.some((one) => one.field === field);
  return section(
    field,
    title,
    html`<spool-markdown .text=${text}></spool-markdown>`,
    changed ? changeMark("changed") : nothing,
  );
}

export function risks({ plan, difference }: PlanContext): TemplateResult | typeof nothing {
  if (plan.risks.length === 0) return nothing;
  return section(
    "risks",
    "Risks",
    html`<ul class="risks">
      ${plan.risks.map(
        (text) =>
          html`<li>
            <spool-markdown .text=${text}></spool-markdown>
            ${difference?.risks.added.includes(text) ? changeMark("added") : nothing}
          </li>`,
      )}
    </ul>`,
    plan.risks.length,
  );
}

/** How much there was to go by, of 100, with where it came from. */
export function signal({ plan }: PlanContext): TemplateResult | typeof nothing {
  const found = plan.signal;
  if (!found) return nothing;
  return section(
    "signal",
    "Signal",
    html`<table class="sources">
      <tbody>
        ${found.sources.map(
          ({ name, score, reason }) =>
            html`<tr>
              <th scope="row">${showHidden(name)}</th>
              <td class="figures score">${Math.round(score)}</td>
              <td class="quiet">${showHidden(reason)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
    `${Math.round(found.score)} of 100`,
  );
}

/** What similar work came to. */
export function forecast({ plan }: PlanContext): TemplateResult | typeof nothing {
  const found = plan.forecast;
  if (!found) return nothing;
  const { successChance, durationMs, turns, sampleSize } = found;
  return section(
    "forecast",
    "Forecast",
    html`<p class="figures">
      ${Math.round(successChance * 100)} % succeed · ${formatDuration(durationMs)} · ${plural(turns, "turn")}
    </p>`,
    sampleSize === 0 ? "no similar jobs yet" : `from ${plural(sampleSize, "similar job")}`,
  );
}

/** What there is beyond what this version knows of plans: as it is, so that nobody decides on what they were not shown. */
export function rest({ record }: Pick<PlanContext, "record">): TemplateResult | typeof nothing {
  if (record.rest === "") return nothing;
  return section(
    "rest",
    record.plan ? "Also in this plan" : "As it came",
    html`<pre class="rest">${showHidden(record.rest)}</pre>`,
  );
}
