import type { PlanPanelContract } from "../../../shared/panels/plan.ts";
import { vscodeHost } from "../../host/vscode-host.ts";
import { loadMarkdown, MarkdownText } from "../../ui/markdown/markdown-text.ts";
import { registerUi } from "../../ui/register.ts";
import { TimeAgo } from "../../ui/time-ago.ts";
import type { PlanScreenState } from "./plan-model.ts";
import { PlanScreen } from "./plan-screen.ts";

registerUi();
customElements.define("spool-markdown", MarkdownText);
customElements.define("spool-time-ago", TimeAgo);
customElements.define("spool-plan-screen", PlanScreen);
document.body.append(new PlanScreen(vscodeHost<PlanPanelContract, PlanScreenState>()));
// Needed by every plan; beside the first answer it costs no time.
void loadMarkdown();
