// Where the parts of the workbench are: the one place that knows VS Code's class names, so that a new version of it is
// a change here. A text matches when it is contained, upper or lower case; a RegExp as it says.
import type { Locator, Page } from "playwright-core";

type Text = string | RegExp;

/** The icon of a view container in the activity bar; clicking the one that is shown hides it. */
export function activity(page: Page, title: string): Locator {
  return page.locator(`.activitybar .action-label[aria-label^="${title}"]`);
}

/** One view with its header and body. */
export function view(page: Page, title: Text): Locator {
  return page.locator(".pane").filter({ has: page.locator(".pane-header", { hasText: title }) });
}

/** The rows of trees that can be seen; narrow `within` to one view when labels repeat. */
export function treeRow(within: Page | Locator, label: Text): Locator {
  return within.locator(".pane-body .monaco-list-row, .monaco-list-row[role=treeitem]").filter({ hasText: label });
}

export function tab(page: Page, label: Text): Locator {
  return page.locator(".tabs-container .tab").filter({ hasText: label });
}

/** One file of a multi-file diff. */
export function multiDiffEntry(page: Page, file: Text): Locator {
  return page.locator(".multiDiffEntry").filter({ hasText: file });
}

export function toast(page: Page, text: Text): Locator {
  return page.locator(".notification-toast").filter({ hasText: text });
}

/** A button of a toast or of a dialog. */
export function button(within: Locator, label: Text): Locator {
  return within.locator(".monaco-button").filter({ hasText: label });
}

export function dialog(page: Page, text: Text): Locator {
  return page.locator(".monaco-dialog-box").filter({ hasText: text });
}

export function statusItem(page: Page, text: Text): Locator {
  return page.locator(".statusbar-item").filter({ hasText: text });
}

/** The text field of what is asked at the top: input box, list to pick from, palette. */
export function quickInput(page: Page): Locator {
  return page.locator(".quick-input-widget:visible :is(input[type=text], input[type=password])").first();
}

/** What is said below the field, such as why the text is not accepted. */
export function quickInputMessage(page: Page): Locator {
  return page.locator(".quick-input-widget:visible .quick-input-message");
}

export function quickPickRow(page: Page, label: Text): Locator {
  return page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row").filter({ hasText: label });
}

/** An entry of the open context menu. Click it with `menuClick`: VS Code ignores a button that comes up too early. */
export function menuEntry(page: Page, label: Text): Locator {
  return page.locator(".context-view .action-label").filter({ hasText: label });
}

/** Longer than the 100 ms for which a menu takes the end of the click that opened it for no choice. */
export const menuClick = { delay: 200 };
