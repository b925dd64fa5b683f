import { type Pairing, parsePairing } from "../../../shared/pairing.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { runnerOrigin } from "../runner-address.ts";

/** What was typed or pasted where a runner is asked for. */
export type ConnectTarget = { kind: "address"; origin: string } | { kind: "pairing"; pairing: Pairing };

/** Errors: `invalid_input` with what is wrong. */
export function connectTarget(typed: string): ConnectTarget {
  const text = typed.trim();
  if (text === "") throw new SpoolError("invalid_input", "an address or a pairing link is needed");
  const query = /^[a-z][a-z0-9+.-]*:\/\/spool\.spool\/pair\?(.*)$/i.exec(text)?.[1];
  if (query === undefined) return { kind: "address", origin: runnerOrigin(text) };
  return { kind: "pairing", pairing: parsePairing(query) };
}
