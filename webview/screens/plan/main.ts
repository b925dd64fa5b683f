import type { PlanPanelContract } from "../../../shared/panels/plan.ts";
import { vscodeHost } from "../../host/vscode-host.ts";
import { loadMarkdown } from "../../ui/markdown/markdown-text.ts";
import { registerUi } from "../../ui/register.ts";
import type { PlanScreenState } from "./plan-model.ts";
import { PlanScreen } from "./plan-screen.ts";

registerUi();
customElements.define("spool-plan-screen", PlanScreen);
document.body.append(new PlanScreen(vscodeHost<PlanPanelContract, PlanScreenState>()));
// Needed by every plan; beside the first answer it costs no time.
void loadMarkdown();
