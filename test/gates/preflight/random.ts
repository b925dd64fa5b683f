/** The same made-up signs in every run: a generator with a fixed seed (mulberry32). */
export class Signs {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  of(alphabet: string, count: number): string {
    return Array.from({ length: count }, () => alphabet.charAt(Math.floor(this.#next() * alphabet.length))).join("");
  }

  hex = (count: number) => this.of("0123456789abcdef", count);
  digits = (count: number) => this.of("0123456789", count);
  lower = (count: number) => this.of("abcdefghijklmnopqrstuvwxyz0123456789", count);
  upper = (count: number) => this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", count);
  word = (count: number) => this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
  letters = (count: number) => this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count);
  /** With the signs of base64url in it, but not at its ends. */
  url = (count: number) =>
    this.word(1) +
    this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", Math.max(0, count - 2)) +
    this.word(Math.min(1, count - 1));
  uuid = () => `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
}
