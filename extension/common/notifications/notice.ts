import type { Need } from "./needs.ts";

export type NoticeAction = "allow" | "review" | "open" | "list" | "later";

/** One notification: a sentence and what can be done at once. */
export interface Notice {
  text: string;
  actions: { title: string; action: NoticeAction }[];
}

const later = { title: "Later", action: "later" } as const;

/** What is said of things that need the person, `named` by their runner when there are several. */
export function noticeOf(needs: readonly Need[], runner: string | undefined): Notice | undefined {
  const [only, ...others] = needs;
  if (!only) return undefined;
  const where = runner === undefined ? "" : ` (${runner})`;
  if (others.length === 0) return { text: `${sentence(only)}${where}`, actions: [...actionsOf(only), later] };
  const threads = new Set(needs.map(({ threadId }) => threadId)).size;
  // Several questions of one thread are answered at one place.
  if (threads === 1) {
    const text = `"${only.title}" asks ${needs.length} things of you${where}`;
    return { text, actions: [{ title: "Open Timeline", action: "open" }, later] };
  }
  return { text: `${threads} threads need you${where}`, actions: [{ title: "Show Them", action: "list" }, later] };
}

function sentence({ kind, title, text }: Need): string {
  switch (kind) {
    case "permission":
      return `"${title}" asks: ${text}`;
    case "plan":
      return `"${title}" has a plan for you to approve`;
    case "budget":
      return `"${title}" has reached its budget: ${text}`;
    case "blocked":
      return `"${title}" is blocked: ${text}`;
    case "contract":
      return `"${title}" goes beyond its plan: ${text}`;
    case "liveness":
      return `"${title}" may be stuck: ${text}`;
    case "side_effect":
    case "publish":
    case "breakdown":
      return `"${title}" needs you: ${text}`;
    default:
      // A newer runner asks for something that has no words here yet.
      return `"${title}" needs you: ${text}`;
  }
}

function actionsOf({ kind, whole }: Need): Notice["actions"] {
  const review = { title: kind === "plan" ? "Review Plan" : "Review", action: "review" } as const;
  if (kind === "plan") return [review];
  if (kind !== "permission") return [{ title: "Open Timeline", action: "open" }];
  return whole ? [{ title: "Allow Once", action: "allow" }, review] : [review];
}
