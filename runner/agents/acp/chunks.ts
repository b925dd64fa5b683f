import type { AgentEvent } from "../port.ts";
import { messageText } from "../wording.ts";

/** Joins token-sized chunks into messages: one event per message, not per token. */
export interface ChunkBuffer {
  /** Events are due when the kind or the message changes, or when what is gathered has grown too long to hold. */
  add(kind: "message" | "thought", messageId: string | undefined, text: string): AgentEvent[];
  flush(): AgentEvent[];
  drop(): void;
}

/** An endless message is cut at a paragraph once it is this long, in characters. */
const longest = 8192;

export function chunkBuffer(): ChunkBuffer {
  let kind: "message" | "thought" = "message";
  let id: string | undefined;
  let parts: string[] = [];
  let length = 0;

  function flush(): AgentEvent[] {
    const text = parts.join("");
    parts = [];
    length = 0;
    return text.trim() ? [{ kind, text: messageText(text) }] : [];
  }

  return {
    flush,
    drop() {
      parts = [];
      length = 0;
    },
    add(newKind, newId, text) {
      const another = newKind !== kind || (newId !== undefined && id !== undefined && newId !== id);
      const events = another || length > longest ? flush() : [];
      kind = newKind;
      id = newId ?? (another ? undefined : id);
      parts.push(text);
      length += text.length;
      return events;
    },
  };
}
