import { css } from "lit";

/** Small controls inside of rows and headers, where a toolkit element for each would cost more than the row. */
export const controlStyles = css`
  button.plain,
  button.link {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin: 0;
    padding: 0 4px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    vertical-align: top;
    cursor: pointer;
  }
  button.plain:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  /* As high as the line that it stands in, so that its words stand on the line's. */
  button.link {
    padding: 0;
    border: 0;
    color: var(--vscode-textLink-foreground);
  }
  button.link:hover:enabled {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  /* A green that is seen as a mark is too pale to be read. */
  .good .icon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .bad {
    color: var(--vscode-errorForeground);
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .added {
    color: var(--vscode-gitDecoration-addedResourceForeground);
  }
  .removed {
    color: var(--vscode-gitDecoration-deletedResourceForeground);
  }
`;
