import { hostname } from "node:os";
import { SpoolError } from "../../../shared/errors.ts";
import { roles, type Token } from "../../../shared/model/records.ts";
import { pairingAddress, toPairingUri } from "../../../shared/pairing.ts";
import type { CommandAction } from "../command.ts";
import { renderTokens } from "../render/administration.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireToken } from "../wire/records.ts";

export const tokenCreate: CommandAction = async (context, call) => {
  const name = call.requiredText("name");
  const role = call.choice("role", roles) ?? "operator";
  const named = call.text("address");
  // Before the token is made: a secret that is shown once must not be lost to a slip.
  if (named !== undefined) pairingAddress(named);
  const runner = await context.runner();
  const address = named ?? reachable((await runner.status()).address);
  const { token, secret } = await runner.tokens.create({ name, role });
  const link = address === undefined ? null : toPairingUri({ address, token: secret, name: runnerName(address) });
  await context.print({
    json: () => ({ token: wireToken(token), secret, pairing_uri: link }),
    // The secret alone goes to standard output: `spool token create … > file` is then a token file.
    text: () => {
      // Into a script's log the secret goes only when it was asked for; a person at a terminal sees it anyway.
      const shown = named !== undefined || context.terminal.interactive ? link : null;
      const pairing =
        shown === null
          ? "For a link that connects VS Code, say where it reaches the runner: --address https://box.example:7433\n"
          : `To connect VS Code, open this link; it holds the secret, so treat it like one:\n${shown}\n`;
      context.terminal.note(`${pairing}Created token ${cleanLine(token.name)} (${token.role}); this is shown once:\n`);
      return `${secret}\n`;
    },
  });
  return undefined;
};

/** The runner's own address where it is one to connect to: a wildcard is where one listens, and a path cannot be paired. */
function reachable(address: string): string | undefined {
  try {
    const origin = pairingAddress(address);
    return ["0.0.0.0", "[::]"].includes(new URL(origin).hostname) ? undefined : origin;
  } catch {
    // Said to the person, who can name another one.
    return undefined;
  }
}

/** What the runner will be called where it is connected to: through a tunnel its address says nothing. */
function runnerName(address: string): string {
  const name = new URL(address).hostname;
  return ["localhost", "127.0.0.1", "[::1]"].includes(name) ? hostname() : name;
}

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
