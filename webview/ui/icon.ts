import { css, html, type TemplateResult } from "lit";
import { type IconName, iconPoints } from "./icon-names.ts";

/** A codicon that says nothing to a screen reader: words beside it do. The page's style sheet brings the font. */
export function icon(name: IconName, options: { spin?: boolean } = {}): TemplateResult {
  return html`<span class=${options.spin ? "icon spin" : "icon"} aria-hidden="true"
    >${String.fromCodePoint(iconPoints[name])}</span
  >`;
}

export const iconStyles = css`
  .icon {
    display: inline-block;
    width: 16px;
    flex: none;
    font: normal 16px/16px codicon;
    text-align: center;
    vertical-align: text-bottom;
    user-select: none;
  }
  .spin {
    animation: spin 1.5s steps(30) infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spin {
      animation: none;
    }
  }
`;
