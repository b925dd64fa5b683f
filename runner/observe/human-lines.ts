import type { DestinationStream } from "pino";

const words: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

/** For a person at a terminal: each JSON line of the logger as a line of words. */
export function humanLines(write: (text: string) => void): DestinationStream {
  return {
    write: (json) => write(humanLine(json)),
  };
}

/** `10:05:12 info   runner started, address http://127.0.0.1:7433`; a stack only where nobody expected the error. */
export function humanLine(json: string): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const { time, level, msg, err, ...facts } = entry;
  const date = new Date(String(time));
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0"));
  const said = Object.entries(facts).map(
    ([key, value]) => `, ${key} ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const head = `${clock.join(":")} ${(words[Number(level)] ?? "").padEnd(5)} ${typeof msg === "string" ? msg : ""}${said.join("")}`;
  return `${harmless([head, ...errorLines(err, Number(level) >= 60)].join("\n"))}\n`;
}

function errorLines(err: unknown, withStack: boolean): string[] {
  const [message, hint, stack] = [textAt(err, "message"), textAt(err, "hint"), textAt(err, "stack")];
  const said = withStack && stack !== "" ? stack : message;
  const cause = textAt(fieldAt(err, "cause"), "message");
  return [said, hint && `hint: ${hint}`, cause && `because: ${cause}`]
    .filter((line) => line !== "")
    .map((line) => `  ${line.replaceAll("\n", "\n  ")}`);
}

function fieldAt(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textAt(value: unknown, name: string): string {
  const text = fieldAt(value, name);
  return typeof text === "string" ? text : "";
}

/** Messages quote what git and agents said: nothing of it may drive the terminal. */
function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
  return text.replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "");
}
