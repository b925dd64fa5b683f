import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Role } from "../../../shared/model/records.ts";
import type { TestBed } from "../../builders/runner.ts";

export interface Access {
  tokenId: string;
  secret: string;
  tokenFile: string;
  address: string;
}

/** A new token of the bed's runner, also in a file. */
export async function makeAccess(bed: TestBed, role: Role): Promise<Access> {
  const { token, secret } = await bed.client.api.tokens.create.mutate({ name: `the ${role}`, role });
  const tokenFile = join(bed.directory, `${token.id}.token`);
  await writeFile(tokenFile, `${secret}\n`, { mode: 0o600 });
  return { tokenId: token.id, secret, tokenFile, address: bed.runner.address };
}
