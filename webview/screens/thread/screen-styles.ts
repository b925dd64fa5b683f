import { css } from "lit";

export const screenStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }
  header {
    padding: 12px 16px 8px;
    border-block-end: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
  }
  .first {
    display: flex;
    gap: 16px;
    align-items: baseline;
    justify-content: space-between;
  }
  h1 {
    margin: 0;
    min-width: 0;
    font-size: 1.3em;
    font-weight: 600;
    line-height: 1.3;
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .state {
    flex: none;
    max-width: 60%;
    text-align: end;
  }
  .second {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    margin-block: 4px 8px;
    line-height: 22px;
  }
  .second > span {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 4px;
    min-width: 0;
  }
  .branch {
    overflow-wrap: anywhere;
  }
  .branch button {
    margin-inline-start: -4px;
  }
  code {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.95em;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .actions > * {
    flex: none;
  }
  .actions:empty {
    display: none;
  }
  .banner {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 6px 16px;
    background: var(--vscode-inputValidation-warningBackground, var(--vscode-editorWidget-background));
    color: var(--vscode-inputValidation-warningForeground, inherit);
    border-block: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, transparent));
  }
  .banner.bad {
    background: var(--vscode-inputValidation-errorBackground, var(--vscode-editorWidget-background));
    color: var(--vscode-inputValidation-errorForeground, inherit);
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder, transparent));
  }
  .banner .grow {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  main {
    flex: 1;
    min-height: 0;
    display: flex;
  }
  .timeline {
    position: relative;
    flex: 1;
    min-width: 0;
    container-type: inline-size;
  }
  .timeline.old {
    opacity: 0.75;
  }
  spool-timeline-feed {
    position: absolute;
    inset: 0;
  }
  .float {
    position: absolute;
    inset-inline: 0;
    bottom: 8px;
    display: flex;
    justify-content: center;
    gap: 8px;
    pointer-events: none;
  }
  .float button {
    pointer-events: auto;
    display: inline-flex;
    gap: 4px;
    align-items: center;
    padding: 2px 12px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 12px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow);
    font: inherit;
    cursor: pointer;
  }
  .float button:hover {
    background: var(--vscode-button-hoverBackground);
  }
  .center {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 12px;
    height: 100%;
    padding: 16px;
    text-align: center;
  }
  .entry .icon {
    margin-block-start: 1px;
  }
  aside {
    display: none;
    flex: 0 0 280px;
    overflow: auto;
    padding: 8px 12px 16px;
    border-inline-start: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
  }
  @media (min-width: 960px) {
    aside {
      display: block;
    }
    .second > .narrow {
      display: none;
    }
  }
  aside h2 {
    margin: 12px 4px 4px;
    font-size: 0.9em;
    font-weight: 600;
    text-transform: uppercase;
    letter-spacing: 0.04em;
    color: var(--vscode-descriptionForeground);
  }
  aside p {
    margin: 4px;
  }
  .budget {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
    margin: 4px;
  }
  meter {
    flex: 0 0 100%;
    height: 6px;
    appearance: none;
    background: none;
  }
  meter::-webkit-meter-bar {
    height: 4px;
    /* In high contrast every border has the colour of what is used: there the rest must be the background. */
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border, transparent));
    border-radius: 2px;
    background: var(--vscode-editor-background);
  }
  meter::-webkit-meter-optimum-value {
    background: var(--vscode-charts-blue, var(--vscode-progressBar-background));
  }
  meter::-webkit-meter-suboptimum-value,
  meter::-webkit-meter-even-less-good-value {
    background: var(--vscode-editorWarning-foreground);
  }
  aside ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  button.entry {
    width: 100%;
    align-items: start;
    line-height: 18px;
    padding: 3px 4px;
  }
  li.entry {
    display: flex;
    gap: 4px;
    line-height: 18px;
    padding: 3px 4px;
  }
  button.entry[aria-current="true"] {
    background: var(--vscode-list-inactiveSelectionBackground);
    border-color: var(--vscode-contrastActiveBorder, transparent);
  }
  .entry .grow {
    flex: 1;
    min-width: 0;
  }
  .cut {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 12px;
    margin: 0 4px;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
