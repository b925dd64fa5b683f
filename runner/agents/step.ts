import type { AgentEvent, AgentStep } from "./port.ts";

export function emptyStep(): AgentStep {
  return { events: [], send: [] };
}

export function stepOf(...events: AgentEvent[]): AgentStep {
  return { events, send: [] };
}

/** Appends what follows from one part of an input to what followed from the parts before it. */
export function joinSteps(...steps: AgentStep[]): AgentStep {
  const joined = emptyStep();
  for (const step of steps) {
    joined.events.push(...step.events);
    joined.send.push(...step.send);
    if (step.closeInput) joined.closeInput = true;
    if (step.stop) joined.stop = true;
  }
  return joined;
}
