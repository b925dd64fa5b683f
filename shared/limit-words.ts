import type { LimitKind } from "./model/account-lane.ts";

/** What a vendor's refusal is about, for people. */
export function limitWords(kind: LimitKind): string {
  switch (kind) {
    case "rate":
      return "rate limit";
    case "quota":
      return "quota or credit used up";
    case "overloaded":
      return "the vendor is overloaded";
    case "usage_window":
      return "usage limit";
    case "auth":
      return "login refused";
  }
}
