import { css } from "lit";

export const rowStyles = css`
  .row {
    display: grid;
    grid-template-columns: 52px minmax(72px, 108px) minmax(0, 1fr);
    column-gap: 8px;
    padding: 4px 16px;
    line-height: 20px;
  }
  .row:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .row.small {
    padding-block: 1px;
  }
  .row.speech,
  .row.spoken,
  .row.question {
    padding-block: 8px;
  }
  .row.rule {
    margin-block-start: 8px;
    border-block-start: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    padding-block-start: 4px;
  }
  .row.begin {
    margin-block-start: 4px;
  }
  .when {
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
    text-align: end;
    white-space: nowrap;
  }
  .topic {
    display: flex;
    gap: 4px;
    align-items: start;
    min-width: 0;
    color: var(--vscode-descriptionForeground);
  }
  .topic .icon {
    margin-block-start: 2px;
  }
  .topic .word {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .speech .word,
  .spoken .word,
  .question .word {
    color: var(--vscode-foreground);
    font-weight: 600;
  }
  .topic.good .icon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .topic.bad .icon {
    color: var(--vscode-errorForeground);
  }
  .topic.warning .icon {
    color: var(--vscode-editorWarning-foreground);
  }
  .what {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .spoken .what {
    padding: 4px 12px 8px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-focusBorder));
    background: var(--vscode-textBlockQuote-background);
    border-radius: 0 3px 3px 0;
  }
  .meta {
    font-size: 0.9em;
  }
  .disclosure {
    display: flex;
    align-items: start;
    gap: 4px;
  }
  .head {
    flex: 0 1 auto;
    min-width: 0;
    margin-inline-start: -4px;
  }
  .head .line {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head[aria-expanded="true"] .line {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .disclosure > .plain:not(.head) {
    visibility: hidden;
  }
  .row:hover .disclosure > .plain,
  .disclosure:focus-within > .plain {
    visibility: visible;
  }
  .body {
    padding: 2px 0 6px 16px;
  }
  .body .body {
    padding-inline-start: 20px;
  }
  pre {
    margin: 0;
    font: var(--vscode-editor-font-size, 12px) / 1.4 var(--vscode-editor-font-family);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  code {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.95em;
  }
  pre.output {
    padding: 6px 8px;
    margin-block: 2px;
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    max-height: 420px;
    overflow: auto;
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
  }
  .card {
    padding: 8px 12px;
    border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
  }
  .card.open {
    border-color: var(--vscode-editorWarning-foreground);
    border-inline-start-width: 4px;
  }
  .asked {
    margin-block: 4px;
    font-weight: 600;
  }
  .exact {
    padding: 6px 8px;
    margin-block: 4px;
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-block-start: 8px;
  }
  .comment {
    display: block;
    width: 100%;
    margin-block-start: 8px;
  }
  /* The toolkit takes the name of its field from this text alone. */
  .comment::part(label) {
    display: none;
  }
  .record {
    margin-block-start: 4px;
  }
  blockquote {
    margin: 4px 0 0;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border);
    white-space: pre-wrap;
  }
  .plan {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .plan li {
    display: flex;
    gap: 4px;
  }
  .plan .icon {
    margin-block-start: 2px;
  }
  .plan .completed {
    color: var(--vscode-descriptionForeground);
  }
  .plan .in_progress {
    font-weight: 600;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @container (max-width: 520px) {
    .row {
      grid-template-columns: minmax(0, 1fr) auto;
      padding-inline: 12px;
    }
    .topic {
      order: 1;
    }
    .when {
      order: 2;
    }
    .what {
      order: 3;
      grid-column: 1 / -1;
    }
    .row.small .what {
      padding-inline-start: 20px;
    }
  }
`;
