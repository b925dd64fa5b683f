import { type Loop, LoopDetector } from "./loop.ts";
import { RecentSet } from "./recent.ts";
import { callSignature, resultSignature, textSignature } from "./signature.ts";

/** What of an agent's events tells whether it gets on. */
export type Sign =
  | { kind: "call"; callId: string; tool: string; title: string; paths: readonly string[]; detail: string }
  | { kind: "result"; callId: string; ok: boolean; output: string }
  | { kind: "text"; text: string }
  /** The agent tries again to reach its model. */
  | { kind: "retry" }
  /** Anything else that it says of itself: usage, its session. */
  | { kind: "other" };

export interface Thresholds {
  /** Milliseconds without any sign of life. */
  silentMs: number;
  /** Milliseconds without anything new. */
  idleMs: number;
  /** How often a cycle of tool calls may be gone through. */
  loopRounds: number;
}

export type Trouble =
  | { kind: "silent"; ms: number }
  /** Alive, and nothing new comes of it. */
  | { kind: "idle"; ms: number }
  | { kind: "looping"; loop: Loop };

/** What is remembered to be shown to whoever is asked. */
export interface Trace {
  silentMs: number;
  idleMs: number;
  lastSign: Sign["kind"] | "process" | null;
  /** Titles, the newest last. */
  lastCalls: string[];
  openCalls: number;
  retries: number;
  loop: Loop | null;
}

const shownCalls = 8;
const rememberedSigns = 512;
const mostOpenCalls = 256;

/**
 * The two clocks of an agent: alive, and getting on. It knows no time but what `pass` tells it, so that time in which the
 * agent waits for a person, or the machine sleeps, counts for neither. Bounded, whatever the agent prints.
 */
export class LivenessWatch {
  readonly #loops = new LoopDetector();
  readonly #calls = new RecentSet(rememberedSigns);
  readonly #results = new RecentSet(rememberedSigns);
  readonly #texts = new RecentSet(rememberedSigns);
  /** Calls without a result yet, by id. */
  readonly #open = new Map<string, { signature: string; label: string }>();
  readonly #lastCalls: string[] = [];
  #silentMs = 0;
  #idleMs = 0;
  #lastSign: Trace["lastSign"] = null;
  #retries = 0;
  /** Counts what was new; a repeated cycle has no more of it. */
  #steps = 0;
  /** The same without mere words. */
  #deeds = 0;

  /** Nothing had been heard for so long when the watch began. */
  backdate(ms: number): void {
    this.#silentMs = Math.max(this.#silentMs, ms);
    this.#idleMs = Math.max(this.#idleMs, ms);
  }

  /** Time passed in which the agent could have got on. */
  pass(ms: number): void {
    this.#silentMs += ms;
    this.#idleMs += ms;
  }

  /** Output of any kind. */
  heard(): void {
    this.#silentMs = 0;
  }

  /** Its processes work, which is life and no more. */
  pulse(): void {
    this.#silentMs = 0;
    this.#lastSign = "process";
  }

  /** Files changed: that is what it is there for. */
  changed(): void {
    this.#deeds += 1;
    this.#stepped();
  }

  /** It was answered, told something, or may take its time from here. */
  reset(): void {
    this.#silentMs = 0;
    this.#idleMs = 0;
  }

  see(sign: Sign): void {
    this.#silentMs = 0;
    this.#lastSign = sign.kind;
    switch (sign.kind) {
      case "call":
        this.#called(sign);
        return;
      case "result":
        this.#resulted(sign);
        return;
      case "text":
        if (this.#texts.add(textSignature(sign.text))) this.#stepped();
        return;
      case "retry":
        this.#retries += 1;
        return;
      case "other":
        return;
    }
  }

  #called(call: Extract<Sign, { kind: "call" }>): void {
    const signature = callSignature(call);
    const label = call.title.slice(0, 200);
    this.#lastCalls.push(label);
    if (this.#lastCalls.length > shownCalls) this.#lastCalls.shift();
    if (this.#open.size >= mostOpenCalls) this.#open.delete(this.#open.keys().next().value ?? "");
    this.#open.set(call.callId.slice(0, 200), { signature, label });
    if (this.#calls.add(signature)) this.#did();
  }

  #resulted(result: Extract<Sign, { kind: "result" }>): void {
    const id = result.callId.slice(0, 200);
    const call = this.#open.get(id);
    if (!call) return;
    this.#open.delete(id);
    const signature = resultSignature(call.signature, result);
    this.#loops.add({ signature, label: call.label });
    if (this.#results.add(signature)) this.#did();
  }

  #did(): void {
    this.#deeds += 1;
    this.#stepped();
  }

  #stepped(): void {
    this.#steps += 1;
    this.#silentMs = 0;
    this.#idleMs = 0;
  }

  /** What is wrong, if anything is; the clearest first. */
  trouble({ silentMs, idleMs, loopRounds }: Thresholds): Trouble | undefined {
    const loop = this.#loops.find(loopRounds);
    if (loop) return { kind: "looping", loop };
    if (this.#silentMs >= silentMs) return { kind: "silent", ms: this.#silentMs };
    if (this.#idleMs >= idleMs) return { kind: "idle", ms: this.#idleMs };
    return undefined;
  }

  /** Differs from an earlier one when the agent got on since: out of a loop by deeds, not by words. */
  progress(of: Trouble["kind"]): number {
    return of === "looping" ? this.#deeds : this.#steps;
  }

  trace(): Trace {
    return {
      silentMs: this.#silentMs,
      idleMs: this.#idleMs,
      lastSign: this.#lastSign,
      lastCalls: [...this.#lastCalls],
      openCalls: this.#open.size,
      retries: this.#retries,
      loop: this.#loops.find(2) ?? null,
    };
  }
}
