import { createHash, randomBytes } from "node:crypto";
import { createTokenInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { revokeTokenInput } from "../../../shared/api/queries.ts";
import { notFound } from "../../../shared/errors.ts";
import type { Role, Token } from "../../../shared/model/records.ts";
import type { Caller, Core } from "../core.ts";

export function hashToken(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** The secret is in this answer and nowhere else: only its hash is stored, so no idempotency receipt may keep it. */
export async function createToken(core: Core, input: unknown): Promise<{ token: Token; secret: string }> {
  const request = parseInput(createTokenInput, input);
  const secret = `spool_${randomBytes(32).toString("base64url")}`;
  return { token: await storeToken(core, { ...request, secret }), secret };
}

/** Stores a token whose secret the caller made: the owner-only token that the runner's own machine uses. */
export async function storeToken(core: Core, request: { name: string; role: Role; secret: string }): Promise<Token> {
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    const { name, role, secret } = request;
    const token: Token = {
      id: core.ids.make("token"),
      name,
      role,
      createdAt: now,
      lastUsedAt: null,
      revokedAt: null,
    };
    await transaction.tokens.insert(token, hashToken(secret));
    await transaction.events.append([{ type: "token.created", data: { tokenId: token.id, name, role } }], now);
    return token;
  });
}

/** From now on every call with it is refused, also on connections that are already open. */
export async function revokeToken(core: Core, _caller: Caller, input: unknown): Promise<{ token: Token }> {
  const { tokenId } = parseInput(revokeTokenInput, input);
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    const token = await transaction.tokens.get(tokenId);
    if (!token) throw notFound("token", tokenId);
    if (token.revokedAt !== null) return { token };
    await transaction.events.append([{ type: "token.revoked", data: { tokenId, name: token.name } }], now);
    return { token: await transaction.tokens.update(tokenId, { revokedAt: now }) };
  });
}
