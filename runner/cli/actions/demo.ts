import { SpoolError } from "../../../shared/errors.ts";
import type { CommandAction } from "../command.ts";

const agents = ["scripted", "claude", "codex"] as const;

export const demoAction: CommandAction = async (context, call) => {
  const wanted = call.text("agent") ?? "scripted";
  const agent = agents.find((known) => known === wanted);
  if (!agent) {
    throw new SpoolError("invalid_input", `--agent ${wanted}: the demo knows ${agents.join(", ")}`, {
      details: { field: "agent" },
    });
  }
  const { demo } = await import("../../demo/demo.ts");
  return demo({ context, agent, plan: call.flag("plan"), keep: call.flag("keep") });
};
