import { initial } from "./001-initial.ts";
import { threadLists } from "./002-thread-lists.ts";
import { drafts } from "./003-drafts.ts";
import { accountLanes } from "./006-account-lanes.ts";
import { spend } from "./007-spend.ts";

/** Applied in this order, each once, never edited after release. The database's `user_version` counts them. */
export const migrations: readonly string[] = [initial, threadLists, drafts, accountLanes, spend];
