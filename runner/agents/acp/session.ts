import { at, listAt, textAt } from "../reading.ts";

/** One request that prepares a session before its prompt. */
export interface Preparation {
  method: string;
  params: Record<string, unknown>;
}

const readOnlyModes = ["plan", "read-only", "readonly", "read_only", "ask"];

function optionOf(session: unknown, category: string): { id: string; values: string[]; current?: string } | undefined {
  for (const option of listAt(session, "configOptions")) {
    const id = textAt(option, "id");
    if (id === undefined || (textAt(option, "category") ?? id) !== category) continue;
    const values = listAt(option, "options").flatMap((choice) => textAt(choice, "value") ?? []);
    const current = textAt(option, "currentValue");
    return { id, values, ...(current !== undefined && { current }) };
  }
  return undefined;
}

/** How to put the session into a mode that changes nothing; undefined where the agent has none. */
export function readOnlyPreparation(session: unknown, sessionId: string): Preparation | undefined {
  const modes = new Set(listAt(session, "modes", "availableModes").map((mode) => textAt(mode, "id")));
  const modeId = readOnlyModes.find((mode) => modes.has(mode));
  if (modeId !== undefined) return { method: "session/set_mode", params: { sessionId, modeId } };
  const option = optionOf(session, "mode");
  const value = readOnlyModes.find((mode) => option?.values.includes(mode));
  if (!option || value === undefined) return undefined;
  return { method: "session/set_config_option", params: { sessionId, configId: option.id, value } };
}

/** What agents call the mode in which they work, the most usual first. */
const writingModes = ["default", "build", "code", "agent", "auto"];

/**
 * How to leave a mode that only reads, in which an earlier run of the session planned; `"set"` where it is not in one,
 * `"none"` where the agent offers no way out that is known.
 */
export function writingPreparation(session: unknown, sessionId: string): Preparation | "set" | "none" {
  const current = textAt(session, "modes", "currentModeId");
  if (current !== undefined && readOnlyModes.includes(current)) {
    const modes = new Set(listAt(session, "modes", "availableModes").map((mode) => textAt(mode, "id")));
    const modeId = writingModes.find((mode) => modes.has(mode));
    return modeId === undefined ? "none" : { method: "session/set_mode", params: { sessionId, modeId } };
  }
  const option = optionOf(session, "mode");
  if (option?.current === undefined || !readOnlyModes.includes(option.current)) return "set";
  const value = writingModes.find((mode) => option.values.includes(mode));
  if (value === undefined) return "none";
  return { method: "session/set_config_option", params: { sessionId, configId: option.id, value } };
}

/** How to choose the model; `"unknown"` where the agent offers models but not this one, or no choice at all. */
export function modelPreparation(session: unknown, sessionId: string, model: string): Preparation | "unknown" | "set" {
  const option = optionOf(session, "model");
  if (option?.current === model || textAt(session, "models", "currentModelId") === model) return "set";
  if (option?.values.includes(model)) {
    return { method: "session/set_config_option", params: { sessionId, configId: option.id, value: model } };
  }
  const models = listAt(session, "models", "availableModels").flatMap((each) => textAt(each, "modelId") ?? []);
  if (models.includes(model)) return { method: "session/set_model", params: { sessionId, modelId: model } };
  return "unknown";
}

export function currentModel(session: unknown): string | undefined {
  return textAt(session, "models", "currentModelId") ?? optionOf(session, "model")?.current;
}

/** `resume` goes on silently; `load` first tells the whole conversation again. */
export function resumeMethod(initialized: unknown): "session/resume" | "session/load" | undefined {
  const capabilities = at(initialized, "agentCapabilities");
  if (at(capabilities, "sessionCapabilities", "resume") !== undefined) return "session/resume";
  return at(capabilities, "loadSession") === true ? "session/load" : undefined;
}
