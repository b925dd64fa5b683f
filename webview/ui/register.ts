import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
} from "@vscode/webview-ui-toolkit";
import { ElapsedTime } from "./elapsed-time.ts";
import { MarkdownText } from "./markdown/markdown-text.ts";
import { TimeAgo } from "./time-ago.ts";

/**
 * Registers Spool's own small elements, and the toolkit's elements as `spool-button` and so on. The toolkit shares its own tag names with its successor,
 * and whichever is loaded second loses without a word: nothing outside this folder names either. Call it before the page
 * has loaded: the toolkit reads the theme then.
 */
export function registerUi(): void {
  provideVSCodeDesignSystem()
    .withPrefix("spool")
    .register(
      vsCodeButton(),
      vsCodeCheckbox(),
      vsCodeDivider(),
      vsCodeDropdown(),
      vsCodeOption(),
      vsCodeProgressRing(),
      vsCodeTextArea(),
    );
  customElements.define("spool-time-ago", TimeAgo);
  customElements.define("spool-elapsed", ElapsedTime);
  customElements.define("spool-markdown", MarkdownText);
}
