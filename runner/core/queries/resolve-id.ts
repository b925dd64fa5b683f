import { notFound, SpoolError } from "../../../shared/errors.ts";
import type { Reads } from "../../store/port.ts";

export const resolvableKinds = ["thread", "job", "run", "worktree", "artifact", "approval"] as const;
export type ResolvableKind = (typeof resolvableKinds)[number];

const shortest = 4;

/**
 * The id that a person meant: the whole id, or its end (at least four characters, in any case) when only one entity of
 * that kind ends so. Errors: `not_found`; `conflict` with up to three candidates; `invalid_input` for what cannot be an id.
 */
export async function resolveId(reads: Reads, kind: ResolvableKind, fragment: string): Promise<{ id: string }> {
  const wanted = fragment.trim().toLowerCase();
  const found = await reads.idsEndingIn(kind, wanted);
  // Ids have one length, so an exact match is the only one; a longer id that ends in it cannot exist.
  if (found.includes(wanted)) return { id: wanted };
  if (wanted.length < shortest) {
    throw new SpoolError("invalid_input", `"${fragment}" is too short for a ${kind} id`, {
      hint: `give at least the last ${shortest} characters of the id`,
      details: { field: "fragment" },
    });
  }
  const [only, ...others] = found;
  if (only === undefined) throw notFound(kind, fragment);
  if (others.length === 0) return { id: only };
  throw new SpoolError("conflict", `more than one ${kind} ends in ${fragment}`, {
    hint: `say which: ${found.join(", ")}`,
    details: { candidates: found },
  });
}
