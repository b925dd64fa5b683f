import { open } from "node:fs/promises";
import { SpoolError } from "../../../shared/errors.ts";
import { type Call, usage } from "../call.ts";
import type { CommandContext } from "../context.ts";

/** Longest text taken from standard input or a file, in bytes: four times what an instruction may have in characters. */
const limit = 800_000;

/** The text behind `-` is standard input. */
export async function textOrStdin(context: CommandContext, text: string): Promise<string> {
  return text === "-" ? readStdin(context) : text;
}

/**
 * The instruction, from --instruction (or --goal), from a file, from standard input or as trailing words. More than one
 * of them is an error: nobody should have to guess which one was taken.
 */
async function readInstruction(
  context: CommandContext,
  call: Call,
  words: readonly string[],
): Promise<string | undefined> {
  const text = call.text("instruction", "goal");
  const file = call.text("instructionFile");
  const trailing = words.length > 0 ? words.join(" ") : undefined;
  const given = [text, file, trailing].filter((source) => source !== undefined);
  if (given.length > 1) {
    throw usage(
      "the instruction is given more than once",
      "use one of: --instruction, --instruction-file, words behind the options",
    );
  }
  if (given.length === 0) return undefined;
  const instruction =
    file === undefined ? await textOrStdin(context, text ?? trailing ?? "") : await readTextFile(file);
  if (instruction.trim() === "") throw usage("the instruction is empty");
  return instruction;
}

export async function requireInstruction(
  context: CommandContext,
  call: Call,
  words: readonly string[],
): Promise<string> {
  const instruction = await readInstruction(context, call, words);
  if (instruction === undefined) {
    throw usage(
      "no instruction",
      'as words, with --instruction "…", --instruction-file <file>, or --instruction - for standard input',
    );
  }
  return instruction;
}

async function readStdin({ stdin, terminal }: CommandContext): Promise<string> {
  if (stdin.isTTY) terminal.note("type it, then Ctrl-D on an empty line:\n");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += part.length;
    if (size > limit) throw tooLong("standard input");
    chunks.push(part);
  }
  return decode(Buffer.concat(chunks), "standard input");
}

async function readTextFile(path: string): Promise<string> {
  try {
    await using handle = await open(path, "r");
    const buffer = Buffer.alloc(limit + 1);
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, size, buffer.length - size);
      size += bytesRead;
      if (size > limit) throw tooLong(path);
      if (bytesRead === 0) break;
    }
    return decode(buffer.subarray(0, size), path);
  } catch (error) {
    if (SpoolError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpoolError("invalid_input", `cannot read ${path}: ${reason}`, { cause: error });
  }
}

function decode(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SpoolError("invalid_input", `${what} is not UTF-8 text`, { cause: error });
  }
}

function tooLong(what: string): SpoolError {
  return new SpoolError("invalid_input", `${what} is longer than ${limit} bytes`, {
    hint: "put long material into the repository and name it in the instruction",
  });
}
