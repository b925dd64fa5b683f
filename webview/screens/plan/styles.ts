import { css } from "lit";

export const planStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    line-height: 1.5;
  }
  .skip {
    position: absolute;
    inset: 4px auto auto 4px;
    z-index: 2;
    padding: 4px 8px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-textLink-foreground);
    border: 1px solid var(--vscode-focusBorder);
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
  }
  .banner {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 16px;
    border-block-end: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-editorWidget-background);
  }
  .center {
    display: flex;
    flex-direction: column;
    gap: 8px;
    align-items: center;
    justify-content: center;
    height: 100%;
    padding: 16px;
    text-align: center;
  }
  .grow {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  main {
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
    container-type: inline-size;
  }
  .column {
    box-sizing: border-box;
    max-width: 920px;
    margin-inline: auto;
    padding-inline: 24px;
  }
  main .column {
    padding-block: 16px 8px;
  }
  h1 {
    margin: 0;
    flex: 1;
    min-width: 0;
    font-size: 1.5em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  h2 {
    margin: 0;
    font-size: 1.1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .top,
  .heading {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: baseline;
  }
  .tools {
    display: flex;
    gap: 4px;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    margin-block-start: 4px;
    overflow-wrap: anywhere;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 8px;
  }
  button.chip {
    padding: 0 8px;
    border-color: var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
  }
  .chip[aria-current] {
    border-color: var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground);
  }
  section {
    margin-block-start: 24px;
  }
  .heading {
    margin-block-end: 8px;
    padding-block-end: 4px;
    border-block-end: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
  }
  .card {
    margin-block-start: 16px;
    padding: 8px 16px 12px;
    border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
  }
  .card section {
    margin-block-start: 0;
  }
  .card .heading {
    border: 0;
    padding: 0;
    margin-block-end: 4px;
  }
  p {
    margin: 0;
  }
  ol,
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .place {
    display: flex;
    gap: 8px;
    align-items: start;
    padding: 4px 8px;
    margin-inline: -8px;
    border-radius: 3px;
  }
  .place:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .place:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .add-comment {
    flex: none;
    opacity: 0;
  }
  .place:is(:hover, :focus-within) .add-comment,
  .add-comment:focus-visible {
    opacity: 1;
  }
  @media (hover: none) {
    .add-comment {
      opacity: 1;
    }
  }
  .step {
    padding-block: 6px;
  }
  .number {
    flex: none;
    min-width: 24px;
    color: var(--vscode-descriptionForeground);
    text-align: end;
  }
  .title {
    font-weight: 600;
  }
  .step spool-markdown {
    margin-block-start: 2px;
  }
  .risks li {
    display: flex;
    gap: 8px;
    padding-block: 2px;
  }
  .risks li::before {
    content: "–" / "";
    color: var(--vscode-descriptionForeground);
  }
  .risks spool-markdown {
    flex: 1;
    min-width: 0;
  }
  .mark {
    font-size: 0.9em;
    font-weight: normal;
    white-space: nowrap;
  }
  .mark .icon {
    margin-inline-end: 2px;
  }
  .modified {
    color: var(--vscode-gitDecoration-modifiedResourceForeground);
  }
  .files ul {
    padding-inline-start: 16px;
  }
  .folder {
    display: flex;
    gap: 4px;
    padding-block: 2px;
    color: var(--vscode-descriptionForeground);
    overflow-wrap: anywhere;
  }
  .folder .icon {
    margin-block-start: 2px;
  }
  .file {
    padding-block: 2px;
  }
  .file .change {
    display: inline-flex;
    margin-block-start: 3px;
  }
  .file .name {
    display: inline;
    overflow-wrap: anywhere;
  }
  .file .kind {
    font-size: 0.9em;
    margin-inline-start: 4px;
  }
  .file .reason::before {
    content: "· " / "";
  }
  .comments {
    margin: 2px 0 8px 32px;
  }
  .comment {
    display: flex;
    gap: 4px;
    align-items: start;
    margin-block-start: 4px;
  }
  .comment > .icon {
    margin-block-start: 6px;
    color: var(--vscode-descriptionForeground);
  }
  .comment .plain {
    margin-block-start: 4px;
  }
  spool-text-area {
    position: relative;
    flex: 1;
    width: 100%;
    min-width: 0;
  }
  spool-text-area::part(control) {
    resize: none;
    min-height: 0;
  }
  /* Words inside are the name of the field: the toolkit takes an aria-label away when the element is put into the page. */
  spool-text-area::part(label) {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  blockquote {
    margin: 4px 0 0;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-focusBorder));
    overflow-wrap: anywhere;
  }
  .text {
    white-space: pre-wrap;
  }
  .asked {
    margin-block-end: 8px;
  }
  .entries li,
  .strays li {
    padding-block: 2px;
    overflow-wrap: anywhere;
  }
  summary {
    cursor: pointer;
  }
  .entries li > .mark:first-child {
    margin-inline-start: 16px;
  }
  .words {
    margin: 2px 0 6px 16px;
    white-space: pre-wrap;
  }
  ins {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    background: var(--vscode-diffEditor-insertedTextBackground);
    outline: 1px solid var(--vscode-diffEditor-insertedTextBorder, transparent);
  }
  del {
    background: var(--vscode-diffEditor-removedTextBackground);
    outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
  }
  table.sources {
    border-spacing: 0;
    width: 100%;
  }
  .sources :is(th, td) {
    padding: 2px 16px 2px 0;
    font-weight: normal;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  .sources th {
    white-space: nowrap;
  }
  .sources .score {
    text-align: end;
    white-space: nowrap;
    overflow-wrap: normal;
  }
  .sources td:last-child {
    width: 100%;
    padding-inline-end: 0;
  }
  pre {
    margin: 0;
    font: var(--vscode-editor-font-size, 12px) / 1.4 var(--vscode-editor-font-family);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  pre:is(.rest, .unsent pre) {
    padding: 8px;
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
  }
  .end {
    margin-block: 24px 8px;
    text-align: center;
    font-size: 0.9em;
  }
  footer {
    flex: none;
    padding-block: 8px 12px;
    border-block-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-editor-background);
    max-height: 60vh;
    overflow: hidden auto;
  }
  footer:focus {
    outline: none;
  }
  .expected {
    margin-block-end: 8px;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-block-start: 8px;
  }
  .said {
    max-height: 160px;
    overflow: auto;
  }
  .unsent {
    margin-block-start: 8px;
  }
  .unsent pre {
    margin-block-start: 4px;
    max-height: 200px;
    overflow: auto;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @container (max-width: 480px) {
    .tools span:not(.icon) {
      display: none;
    }
    .comments {
      margin-inline-start: 8px;
    }
  }
`;
