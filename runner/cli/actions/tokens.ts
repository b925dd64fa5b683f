import { SpoolError } from "../../../shared/errors.ts";
import { roles, type Token } from "../../../shared/model/records.ts";
import type { CommandAction } from "../command.ts";
import { renderTokens } from "../render/administration.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireToken } from "../wire/records.ts";

export const tokenCreate: CommandAction = async (context, call) => {
  const name = call.requiredText("name");
  const role = call.choice("role", roles) ?? "operator";
  const { token, secret } = await (await context.runner()).tokens.create({ name, role });
  await context.print({
    json: () => ({ token: wireToken(token), secret }),
    // The secret alone goes to standard output: `spool token create … > file` is then a token file.
    text: () => {
      context.terminal.note(`Created token ${cleanLine(token.name)} (${token.role}); this is shown once:\n`);
      return `${secret}\n`;
    },
  });
  return undefined;
};

export const tokenList: CommandAction = async (context) => {
  const { tokens } = await (await context.runner()).tokens.list();
  const { terminal } = context;
  await context.print({
    json: () => ({ tokens: tokens.map(wireToken) }),
    text: () => renderTokens(tokens, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};

export const tokenRevoke: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const { tokens } = await runner.tokens.list();
  const { id: tokenId } = findToken(tokens, call.argument("token"));
  const { token } = await runner.tokens.revoke({ tokenId });
  await context.print({
    json: () => ({ token: wireToken(token) }),
    text: () => `Revoked token ${cleanLine(token.name)} (${shortId(token.id)})\n`,
  });
  return undefined;
};

function findToken(tokens: readonly Token[], typed: string): Token {
  const valid = tokens.filter(({ revokedAt }) => revokedAt === null);
  const exact = tokens.find(({ id }) => id === typed);
  const found = exact
    ? [exact]
    : valid.filter(({ id, name }) => name === typed || (typed.length >= 4 && id.endsWith(typed)));
  const [only, ...others] = found;
  if (!only) throw new SpoolError("not_found", `no valid token ${typed}`, { hint: "spool token list shows them" });
  if (others.length > 0) {
    throw new SpoolError("conflict", `${found.length} tokens are called ${typed}`, {
      hint: `by id: ${found.map(({ id }) => shortId(id)).join(", ")}`,
    });
  }
  return only;
}
