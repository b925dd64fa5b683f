/** What a package does with its README's relative links, which lead to files of the repository. */
export interface ReadmePackage {
  /** Whether the file is in the package, too. */
  holds: (path: string) => boolean;
  /** A picture as a `data:` address; undefined: the package's README is read where there are none. */
  picture: ((path: string) => string) | undefined;
}

/** The README as it goes into a package: pictures within it or left out, and no link that leads nowhere. */
export function packageReadme(text: string, { holds, picture }: ReadmePackage): string {
  return text
    .replaceAll(/!\[([^\]]*)\]\(([^)\s]+)\)\n?\n?/g, (whole, alt: string, path: string) => {
      if (isElsewhere(path)) return whole;
      return picture === undefined ? "" : `![${alt}](${picture(path)})\n\n`;
    })
    .replaceAll(/(?<!!)\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, label: string, path: string) =>
      isElsewhere(path) || holds(path.replace(/#.*$/, "")) ? whole : label,
    );
}

function isElsewhere(path: string): boolean {
  return /^(#|[a-z]+:)/.test(path);
}
