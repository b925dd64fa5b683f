import { createHash, type Hash } from "node:crypto";
import type { Readable } from "node:stream";
import { PreflightUnable } from "../unable.ts";
import type { GitPlace } from "../request.ts";
import { startGit } from "./run-git.ts";

export type ObjectType = "commit" | "tree" | "blob" | "tag";

export interface ObjectHead {
  id: string;
  type: ObjectType;
  /** Bytes. */
  size: number;
}

/** Takes one object in, piece by piece. */
export interface ObjectSink {
  chunk(bytes: Buffer): void | Promise<void>;
  end(): void | Promise<void>;
}

/**
 * Reads objects in the order of `ids`, one after the other, through one `git cat-file --batch`. Each is hashed while it is
 * read: agents can write the object files, and git itself does not look whether what it finds under an id is that object.
 * An object that is not there, or is not what its id says, is a PreflightUnable.
 */
export async function readObjects(
  place: GitPlace,
  ids: Iterable<string>,
  visit: (head: ObjectHead) => ObjectSink,
): Promise<void> {
  using git = startGit(place, ["cat-file", "--batch"]);
  const source = new ByteSource(git.output);
  const asked = ask(git.input, ids);
  for await (const id of asked) {
    const head = parseHead(id, await source.line());
    const sink = visit(head);
    const hash = createHash(id.length === 64 ? "sha256" : "sha1").update(`${head.type} ${head.size}\0`);
    await copy(source, head.size, hash, sink);
    if (hash.digest("hex") !== id) throw new PreflightUnable(`object ${id} is not what its name says: it is corrupt`);
    await sink.end();
    await source.skip(1);
  }
  git.input.end();
  await git.ended;
}

/** Asks for a few objects ahead, so that git works while its last answer is looked at. */
async function* ask(input: NodeJS.WritableStream, ids: Iterable<string>): AsyncGenerator<string> {
  const waiting: string[] = [];
  for (const id of ids) {
    input.write(`${id}\n`);
    waiting.push(id);
    const next = waiting.length >= 32 ? waiting.shift() : undefined;
    if (next !== undefined) yield next;
  }
  yield* waiting;
}

async function copy(source: ByteSource, size: number, hash: Hash, sink: ObjectSink): Promise<void> {
  for (let left = size; left > 0;) {
    const chunk = await source.take(Math.min(left, 1 << 20));
    left -= chunk.length;
    hash.update(chunk);
    await sink.chunk(chunk);
  }
}

function parseHead(id: string, line: string): ObjectHead {
  const match = /^([0-9a-f]+) (commit|tree|blob|tag) ([0-9]{1,15})$/.exec(line);
  if (match?.[1] !== id) throw new PreflightUnable(`object ${id} cannot be read`);
  return { id, type: match[2] as ObjectType, size: Number(match[3]) };
}

/** Bytes of a stream, as many as are wanted, without ever holding more of it than its own buffer. */
class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end !== -1) {
        const line = this.#rest.toString("latin1", 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > 1_000) throw new PreflightUnable("git's answer cannot be read");
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  /** At least one byte, at most `limit`: enough of them for a piece that is worth looking at, or all that is asked for. */
  async take(limit: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    while (size < limit) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const piece = this.#rest.subarray(0, limit - size);
      this.#rest = this.#rest.subarray(piece.length);
      pieces.push(piece);
      size += piece.length;
    }
    return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) left -= (await this.take(left)).length;
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new PreflightUnable("git ended before it had said everything");
    return value;
  }
}
