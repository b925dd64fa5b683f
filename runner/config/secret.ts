import { inspect } from "node:util";

const shown = "[secret]";

/** A value that nothing prints: text, JSON, inspection and structured logging of it give `[secret]`. */
export class Secret {
  /** Where it comes from, as the file writes it: `$NAME` or `file:/path`. */
  readonly reference: string;
  readonly #value: string;

  constructor(reference: string, value: string) {
    this.reference = reference;
    this.#value = value;
  }

  /** The value itself, for the one place that hands it on. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.toPrimitive](): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}

/** The environment of an agent with its secrets in clear, for the start of its process and nothing else. */
export function revealEnvironment(environment: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}
