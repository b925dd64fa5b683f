import { SpoolError } from "./errors.ts";
import { type Role, roles } from "./model/records.ts";

export function hasRole(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/** Error: `forbidden`, with the role that is needed. `name` is the token's. */
export function requireRole({ name, role }: { name: string; role: Role }, least: Role): void {
  if (hasRole(role, least)) return;
  throw new SpoolError("forbidden", `this needs the role ${least}; token ${name} has the role ${role}`, {
    hint: `use a token with the role ${least}`,
    details: { needed: least, role },
  });
}
