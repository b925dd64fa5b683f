import { html, nothing, type TemplateResult } from "lit";

/** A part of the document under its heading; `aside` is said beside it. */
export function section(id: string, title: string, content: unknown, aside: unknown = nothing): TemplateResult {
  return html`<section aria-labelledby="heading-${id}">
    <div class="heading">
      <h2 id="heading-${id}">${title}</h2>
      ${aside === nothing ? nothing : html`<span class="quiet figures">${aside}</span>`}
    </div>
    ${content}
  </section>`;
}
