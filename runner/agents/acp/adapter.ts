import type { AgentAdapter } from "../port.ts";
import { probeProgram } from "../probe.ts";
import { inheritedByPresets, presetOf } from "./presets.ts";
import { acpProtocol } from "./protocol.ts";

export const acpAdapter: AgentAdapter = {
  id: "acp",
  inheritedEnvironment: inheritedByPresets(),
  homes: (settings) => presetOf(settings).homes,
  command(settings, launch) {
    const preset = presetOf(settings);
    const model = launch.model ?? settings.model;
    const flags = preset.modelFlag !== undefined && model !== undefined ? [preset.modelFlag, model] : [];
    return {
      argv: [...(settings.command ?? preset.command), ...flags],
      environment: { ...preset.environment(launch), ...settings.environment },
      stdin: { kind: "stream" },
      files: preset.files(launch),
    };
  },
  protocol(settings, launch) {
    const { modelFlag, exitsAtEndOfInput } = presetOf(settings);
    const model = modelFlag === undefined ? (launch.model ?? settings.model) : undefined;
    return acpProtocol(launch, { model, exitsAtEndOfInput });
  },
  probe(settings) {
    const preset = presetOf(settings);
    const command = (settings.command ?? preset.command).slice(0, 1);
    return probeProgram({ command, packages: preset.packages, install: preset.install });
  },
};
