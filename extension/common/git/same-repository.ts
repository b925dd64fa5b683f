/**
 * Whether two addresses name the same repository, however each is written: `git@host:a/b.git`, `ssh://git@host/a/b`,
 * `https://user@host/a/b.git/`, `/srv/a/b`, `file:///srv/a/b`.
 */
export function isSameRepository(one: string, other: string): boolean {
  return normalForm(one) === normalForm(other);
}

function normalForm(address: string): string {
  const trimmed = address
    .trim()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .replace(/\/+$/, "");
  const url = /^(?:[a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?([^/:]*)(?::\d+)?\/*(.*)$/i.exec(trimmed);
  if (url) return url[1] === "" ? `/${url[2]}` : `${url[1]?.toLowerCase()}/${url[2]}`;
  const short = /^(?:[^/@:]+@)?([^/:]{2,}):(?!\/\/)\/*(.*)$/.exec(trimmed);
  return short ? `${short[1]?.toLowerCase()}/${short[2]}` : trimmed;
}
