import { cutRequestId, refusalLine, wordOfId } from "./jsonrpc.ts";
import type { AgentStep } from "./port.ts";
import { emptyStep, stepOf } from "./step.ts";
import { titleText } from "./wording.ts";

/**
 * What a protocol does with lines that are not JSON-RPC: a request that was cut for its length is refused, since its
 * sender waits for an answer; the first of the others is a warning, the rest is silence.
 */
export function unreadableLines(): (line: string) => AgentStep {
  let warned = false;
  return (line) => {
    const cut = cutRequestId(line);
    if (cut !== undefined) {
      const refusal = refusalLine(cut, -32_600, "too large to be checked");
      return { events: [], send: [{ key: `answer:${wordOfId(cut)}`, line: refusal }] };
    }
    if (warned || line.trim() === "") return emptyStep();
    warned = true;
    return stepOf({ kind: "warning", text: `output that is not JSON-RPC was ignored: ${titleText(line)}` });
  };
}
