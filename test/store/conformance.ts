import type { Store } from "../../runner/store/port.ts";
import { claimConformance } from "./conformance/claims.ts";
import { entityConformance } from "./conformance/entities.ts";
import { eventConformance } from "./conformance/events.ts";
import { listConformance } from "./conformance/lists.ts";
import { recordConformance } from "./conformance/records.ts";
import { spendConformance } from "./conformance/spend.ts";
import { transactionConformance } from "./conformance/transactions.ts";

/** Opens an empty store; disposing closes it and removes its data. */
export type OpenStore = () => Promise<{ store: Store } & AsyncDisposable>;

/** What every store must do, whatever holds the data. */
export function storeConformance(open: OpenStore): void {
  transactionConformance(open);
  entityConformance(open);
  recordConformance(open);
  listConformance(open);
  claimConformance(open);
  eventConformance(open);
  spendConformance(open);
}
