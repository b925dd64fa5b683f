import { expect, test } from "vitest";
import { packageReadme } from "../../.dev/package-readme.ts";

const text = `# Title

![A tree](media/tree.png)

See [the table](docs/table.md#rows), [the code](src/code.ts) and [the site](https://spool.invalid).
![Badge](https://spool.invalid/badge.png)
`;

test("pictures come along, links lead somewhere or are words", () => {
  const holds = (path: string) => path === "docs/table.md";
  expect(packageReadme(text, { holds, picture: (path) => `data:,${path}` })).toBe(`# Title

![A tree](data:,media/tree.png)

See [the table](docs/table.md#rows), the code and [the site](https://spool.invalid).
![Badge](https://spool.invalid/badge.png)
`);
});

test("where no picture is shown, none is left over", () => {
  const without = packageReadme(text, { holds: () => false, picture: undefined });
  expect(without).toContain("# Title\n\nSee the table, the code and [the site]");
});
