import fc from "fast-check";
import { expect, test } from "vitest";
import { TerminalText } from "../../../extension/common/logs/terminal-text.ts";

const E = "\u001b";
const shown = (...pieces: string[]) => {
  const text = new TerminalText();
  return pieces.map((piece) => text.take(piece)).join("");
};

test.each([
  ["lines", "one\ntwo\r\n", "one\r\ntwo\r\r\n"],
  ["colours", `${E}[1;31mred${E}[0m`, `${E}[1;31mred${E}[0m`],
  ["erasing of its own line", `50 %${E}[K\r60 %`, `50 %${E}[K\r60 %`],
  ["no cursor movement", `a${E}[2J${E}[1;1Hb${E}[3Ac${E}[?25l${E}[?1049h`, "abc"],
  ["no title", `${E}]0;owned\u0007text`, "text"],
  ["no clipboard, by either end", `${E}]52;c;ZXZpbA==${E}\\text`, "text"],
  ["no link", `${E}]8;;https://evil${E}\\text${E}]8;;${E}\\`, "text"],
  ["no device control", `${E}P1$r0m${E}\\text${E}_x${E}\\${E}^y${E}\\`, "text"],
  ["no question to the terminal", `${E}[6n${E}[c${E}Z\u0005text`, "text"],
  ["no eight-bit controls", "\u009b2Jtext\u009d0;x\u0007\u0090q\u009c", "text"],
  ["no private or intermediate colours", `${E}[?1m${E}[>4;2m${E}[ mtext`, "text"],
  ["nothing backwards", "file\u202etxt.exe", "filetxt.exe"],
  ["a sequence without an end loses its line only", `${E}]0;never\nnext`, "\r\nnext"],
])("%s", (_name, said, expected) => {
  expect(shown(said)).toBe(expected);
});

test("wherever it is cut, the same is shown, and nothing but colours and erasing gets through", () => {
  const part = fc.oneof(
    fc.constantFrom(E, "[", "]", "P", "m", "K", "H", ";", "1", "?", "\\", "\u0007", "\u009b", "\u009d", "\n", "text"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(fc.array(part)), (pieces) => {
      const cut = pieces.map((parts) => parts.join(""));
      const whole = shown(cut.join(""));
      expect(shown(...cut)).toBe(whole);
      const colours = new RegExp(String.raw`\u001b\[[0-9;:]*[mK]`, "g");
      expect(whole.replaceAll(colours, "").replaceAll(/[\r\n\t]/g, "")).not.toMatch(/\p{Cc}/u);
    }),
  );
});
