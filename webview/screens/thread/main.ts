import type { ThreadPanelContract } from "../../../shared/panels/thread.ts";
import { vscodeHost } from "../../host/vscode-host.ts";
import { registerUi } from "../../ui/register.ts";
import { ThreadScreen, type ThreadScreenState } from "./thread-screen.ts";

registerUi();
customElements.define("spool-thread-screen", ThreadScreen);
const screen = new ThreadScreen(vscodeHost<ThreadPanelContract, ThreadScreenState>());
document.body.append(screen);
