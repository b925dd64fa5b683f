import type { Scenario } from "../../../../runner/agents/scripted/scenario.ts";
import { lingering, waiting } from "../../../agents/stub/commands.ts";

/** What the scripted agent does where a vendor's program is told by its model. */
export const scenes: Record<string, Scenario> = {
  edit: { steps: [{ write: { path: "hello.txt", content: "hello\n" } }, { say: "Done." }] },
  ask: {
    steps: [
      { ask: { title: "Write ran.txt", path: "ran.txt", allowed: [{ write: { path: "ran.txt", content: "ran\n" } }] } },
      { say: "Finished." },
    ],
  },
  linger: { cases: [{ when: { resumed: true }, steps: [{ say: "Went on." }] }, { steps: [{ run: lingering }] }] },
  wait: { steps: [{ say: "Waiting." }, { run: waiting }, { say: "Finished." }] },
  hang: { steps: [{ misbehave: "hang" }] },
};
