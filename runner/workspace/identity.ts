/** Who a commit is by. */
export interface Person {
  name: string;
  email: string;
}

export const spoolPerson: Person = { name: "Spool", email: "spool@localhost" };

/** Environment for commit-tree; `at` in epoch milliseconds, default now. The same input gives the same commit id. */
export function identityEnvironment(author: Person, committer: Person, at?: number): Record<string, string> {
  const date = at === undefined ? {} : { date: `@${Math.floor(at / 1000)} +0000` };
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    ...(date.date !== undefined && { GIT_AUTHOR_DATE: date.date, GIT_COMMITTER_DATE: date.date }),
  };
}
