import { SpoolError } from "../../shared/errors.ts";
import type { Role, Token } from "../../shared/model/records.ts";
import { hashToken } from "../core/commands/tokens.ts";
import type { Core } from "../core/core.ts";
import type { ApiLogger } from "./logger.ts";

/** How long the stored "last used" of a token may lag behind. */
const lastUsedGranularityMs = 5 * 60_000;

/** Who is at the other end of a request or a socket. */
export interface Identity {
  readonly tokenId: string;
  readonly hash: string;
  /** Fires when the token is revoked: whatever it started must end. */
  readonly revoked: AbortSignal;
}

/** Tokens are checked on each call; the answer is remembered until the log says that a token was revoked. */
export class Authentication implements Disposable {
  readonly #core: Core;
  readonly #logger: ApiLogger;
  readonly #tokens = new Map<string, Token>();
  readonly #revocations = new Map<string, AbortController>();
  readonly #listening: Disposable;
  #count = 0;

  constructor(core: Core, logger: ApiLogger) {
    this.#core = core;
    this.#logger = logger;
    this.#listening = core.store.onCommit((events) => {
      for (const event of events) if (event.type === "token.revoked") this.#forget(event.data.tokenId);
    });
  }

  /** From an `authorization` header. Error: `unauthenticated`. */
  async identify(header: string | undefined): Promise<Identity> {
    const secret = /^Bearer ([\x21-\x7E]{1,500})$/i.exec(header ?? "")?.[1];
    if (secret === undefined) throw refused("no access token came with the request");
    // Only the hash is looked up and compared, so timing says nothing about the secret.
    const hash = hashToken(secret);
    const token = await this.#find(hash);
    let revocation = this.#revocations.get(token.id);
    if (!revocation) {
      revocation = new AbortController();
      this.#revocations.set(token.id, revocation);
    }
    this.#touch(token);
    return { tokenId: token.id, hash, revoked: revocation.signal };
  }

  /** The token as it is now. Error: `unauthenticated` once it is revoked. */
  async check(identity: Identity): Promise<{ name: string; role: Role }> {
    const { name, role } = await this.#find(identity.hash);
    return { name, role };
  }

  async #find(hash: string): Promise<Token> {
    const known = this.#tokens.get(hash);
    if (known) return known;
    const revocations = this.#count;
    const token = await this.#core.store.read.tokens.byHash(hash);
    if (!token || token.revokedAt !== null) throw refused("the access token is not known here, or was revoked");
    // A revocation while the row was read may be this token's: what was read is then old and is not remembered.
    if (revocations !== this.#count) return this.#find(hash);
    this.#tokens.set(hash, token);
    return token;
  }

  #forget(tokenId: string): void {
    this.#count += 1;
    for (const [hash, token] of this.#tokens) if (token.id === tokenId) this.#tokens.delete(hash);
    this.#revocations.get(tokenId)?.abort(refused("the access token was revoked"));
    this.#revocations.delete(tokenId);
  }

  #touch(token: Token): void {
    const now = this.#core.clock.now();
    if (token.lastUsedAt !== null && now - token.lastUsedAt < lastUsedGranularityMs) return;
    token.lastUsedAt = now;
    const written = this.#core.store.write((transaction) => transaction.tokens.update(token.id, { lastUsedAt: now }));
    // A full disk must not lock people out of reading: the caller's work does not depend on this note.
    written.catch((error: unknown) => this.#logger.warn({ err: error }, "last use of a token was not stored"));
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}

function refused(message: string): SpoolError {
  return new SpoolError("unauthenticated", message, {
    hint: "send a token as authorization: Bearer …; an admin makes one with: spool token create",
  });
}
