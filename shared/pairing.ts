import { SpoolError } from "./errors.ts";

/** What a client needs to reach a runner. `token` is a secret. */
export interface Pairing {
  /** An origin: `https://box.example:7433`. */
  address: string;
  token: string;
  /** For people. */
  name: string;
}

/** Publisher and name of the extension, as VS Code routes links to it. */
const target = "spool.spool/pair";
const longestName = 60;

/**
 * A link that lets an editor connect to a runner. It holds the token. Address and token have no character that a query has
 * another meaning for, and the name loses those it has: an editor may hand the query on decoded or as it was.
 */
export function toPairingUri({ scheme = "vscode", ...pairing }: Pairing & { scheme?: string }): string {
  if (!/^[a-z][a-z0-9+.-]{0,60}$/.test(scheme)) throw invalid("scheme", "a URI scheme, like vscode");
  const address = pairingAddress(pairing.address);
  const fields = { address, token: checkedToken(pairing.token), name: cleanName(pairing.name) || hostOf(address) };
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${scheme}://${target}?${query.join("&")}`;
}

/** Reads the query of such a link, which anybody may have written. Error: `invalid_input` that names the field. */
export function parsePairing(query: string): Pairing {
  if (query.length > 2_000) throw invalid("query", "too long for a pairing link");
  const fields = new Map<string, string>();
  for (const part of query.replace(/^\?/, "").split("&")) {
    const [key = "", ...rest] = part.split("=");
    if (!["address", "token", "name"].includes(key)) throw invalid("query", "more in it than address, token and name");
    if (fields.has(key)) throw invalid(key, "given twice");
    fields.set(key, decoded(key, rest.join("=")));
  }
  const address = pairingAddress(fields.get("address") ?? "");
  const token = checkedToken(fields.get("token") ?? "");
  return { address, token, name: cleanName(fields.get("name") ?? "") || hostOf(address) };
}

/** The origin that an address stands for; `invalid_input` for anything that is more than a scheme, a host and a port. */
export function pairingAddress(text: string): string {
  const plain = /^https?:\/\/[^\s\\/?#@%]{1,260}\/?$/i.test(text);
  const url = plain ? URL.parse(text) : null;
  if (url && url.username === "" && url.password === "") return url.origin;
  throw invalid("address", "not the address of a runner", "scheme, host and port alone, like https://box.example:7433");
}

function checkedToken(token: string): string {
  if (/^spool_[A-Za-z0-9_-]{43}$/.test(token)) return token;
  // Not quoted: it may be a secret of another kind.
  throw invalid("token", "not an access token", "make one with: spool token create");
}

/** Letters, digits and a few marks: nothing that could pretend to be more of a question than a name. */
function cleanName(name: string): string {
  const plain = name.normalize("NFC").replaceAll(/[^\p{L}\p{N} ._@-]+/gu, " ");
  return [...plain.replaceAll(/ +/g, " ").trim()].slice(0, longestName).join("").trim();
}

function hostOf(address: string): string {
  return new URL(address).hostname;
}

function decoded(key: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    throw invalid(key, "not well encoded", undefined, error);
  }
}

function invalid(field: string, problem: string, hint?: string, cause?: unknown): SpoolError {
  return new SpoolError("invalid_input", `${field}: ${problem}`, { details: { field }, ...(hint && { hint }), cause });
}
