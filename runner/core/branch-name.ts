/** `spool/<slug>-<short id>`: readable, valid for git whatever the title holds, unique through the id's random end. */
export function branchName(title: string, threadId: string): string {
  const slug = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036F]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return `spool/${slug || "thread"}-${threadId.slice(-6)}`;
}
