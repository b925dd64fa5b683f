import * as z from "zod";

/** Ids are `<prefix>_<ulid in lower case>`: they sort by time of making and say what they name. */
export const idPrefixes = {
  project: "prj",
  thread: "thr",
  job: "job",
  run: "run",
  worktree: "wt",
  checkpoint: "ckp",
  artifact: "art",
  approval: "apr",
  message: "msg",
  externalEvent: "ext",
  outbox: "out",
  token: "tok",
} as const;

export type IdKind = keyof typeof idPrefixes;

export const id = z.string().min(1).max(80);

/** Whether a text can be a whole id: anything else that a person gives may at most be the end of one. */
export function isWholeId(text: string): boolean {
  return /^[a-z]{2,4}_[0-9a-z]{26}$/.test(text);
}

/** Epoch milliseconds. */
export const time = z.int().nonnegative();
export const title = z.string().trim().min(1).max(200);
export const instruction = z.string().trim().min(1).max(200_000);
export const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** Of a file or directory inside a repository: forward slashes, from the root down, no way out of it. */
export const repositoryPath = z
  .string()
  .min(1)
  .max(4_096)
  .refine((path) => !path.includes("\0") && path.split("/").every((name) => !["", ".", ".."].includes(name)), {
    message: "a path inside the repository, like src/main.ts",
  });
export const label = z.string().trim().min(1).max(60);
/** 1 critical, 2 high, 3 medium, 4 low. */
export const priority = z.int().min(1).max(4);
/** Free facts a caller attaches; kept and given back, never interpreted. */
export const metadata = z.record(z.string().max(100), z.json());

export const requester = z
  .object({ type: z.string().min(1).max(60), id: z.string().min(1).max(200) })
  .catchall(z.json());
export type Requester = z.infer<typeof requester>;
