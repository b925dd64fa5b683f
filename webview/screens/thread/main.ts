import type { ThreadPanelContract } from "../../../shared/panels/thread.ts";
import { vscodeHost } from "../../host/vscode-host.ts";
import { registerUi } from "../../ui/register.ts";
import { Composer } from "./composer.ts";
import type { ThreadScreenState } from "./screen-state.ts";
import { ThreadScreen } from "./thread-screen.ts";
import { TimelineFeed } from "./timeline-feed.ts";
import { TimingBar } from "./timing-bar.ts";

registerUi();
customElements.define("spool-timeline-feed", TimelineFeed);
customElements.define("spool-timing-bar", TimingBar);
customElements.define("spool-composer", Composer);
customElements.define("spool-thread-screen", ThreadScreen);
document.body.append(new ThreadScreen(vscodeHost<ThreadPanelContract, ThreadScreenState>()));
