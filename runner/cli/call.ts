import { SpoolError } from "../../shared/errors.ts";

/** One invocation of a command: its arguments and options as they were typed, read with checks. */
export class Call {
  readonly #values: ReadonlyMap<string, string | readonly string[]>;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(values: ReadonlyMap<string, string | readonly string[]>, options: Readonly<Record<string, unknown>>) {
    this.#values = values;
    this.#options = options;
  }

  argument(name: string): string {
    const value = this.optionalArgument(name);
    if (value === undefined) throw usage(`${name}: not given`);
    return value;
  }

  optionalArgument(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value !== "string") return undefined;
    if (value.trim() === "") throw usage(`${name}: must not be empty`);
    return value;
  }

  words(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** The value of the first of these options that was given; two that differ contradict each other. */
  text(...names: string[]): string | undefined {
    const given = names.map((name) => this.#options[name]).filter((value) => typeof value === "string");
    if (new Set(given).size > 1) {
      throw usage(`${names.map(flagName).join(" and ")} say different things`, "they mean the same: give one of them");
    }
    return given[0];
  }

  requiredText(...names: string[]): string {
    const value = this.text(...names);
    if (value === undefined) throw usage(`${flagName(names[0] ?? "")} is missing`);
    return value;
  }

  texts(name: string): string[] | undefined {
    const value = this.#options[name];
    return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  integer(name: string): number | undefined {
    const value = this.number(name);
    if (value !== undefined && !Number.isSafeInteger(value)) throw usage(`${flagName(name)}: not a whole number`);
    return value;
  }

  /** A whole number of things: never below zero. */
  count(name: string): number | undefined {
    const value = this.integer(name);
    if (value !== undefined && value < 0) throw usage(`${flagName(name)}: not below 0`);
    return value;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) throw usage(`${flagName(name)}: ${quote(text)} is not a number`);
    return value;
  }

  /** Milliseconds from `90s`, `30m`, `2h`, `1d` or plain seconds. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
    if (!match) throw usage(`${flagName(name)}: ${quote(text)} is not a duration`, "like 90s, 30m, 2h or 1d");
    const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? "s"] ?? 1_000;
    return Math.round(Number(match[1]) * unit);
  }

  choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = values.find((value) => value === text);
    if (!found) throw usage(`${flagName(name)}: ${quote(text)} is not one of them`, `one of: ${values.join(", ")}`);
    return found;
  }
}

export function usage(message: string, hint?: string): SpoolError {
  return new SpoolError("invalid_input", message, hint === undefined ? {} : { hint });
}

function flagName(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
