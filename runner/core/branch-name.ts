const slugLimit = 40;

/** `spool/<slug>-<short id>`, a valid branch name whatever the title and the id hold. */
export function branchName(title: string, shortId: string): string {
  const id = shortId.toLowerCase().replaceAll(/[^a-z0-9]+/g, "") || "0";
  return `spool/${slug(title)}-${id}`;
}

function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/\p{Mark}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (plain.length <= slugLimit) return plain || "thread";
  const cut = plain.slice(0, slugLimit + 1);
  const end = cut.lastIndexOf("-");
  return plain.slice(0, end > slugLimit / 2 ? end : slugLimit).replaceAll(/-+$/g, "");
}
