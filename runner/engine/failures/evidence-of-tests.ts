const mostLines = 24;

/** Of a log in which tests failed, the lines that are about the new failures: what stands behind a known one's name is not. */
export function evidenceOfTests(
  lines: readonly string[],
  tests: { newTests: readonly string[]; knownTests: readonly string[] },
): string[] {
  const fresh = tests.newTests.map(shortName);
  const known = tests.knownTests.map(shortName).filter((name) => !fresh.includes(name));
  const quoted: string[] = [];
  let ours = false;
  for (const line of lines) {
    if (fresh.some((name) => line.includes(name))) ours = true;
    else if (known.some((name) => line.includes(name))) ours = false;
    if (ours && line.trim() !== "") quoted.push(line.slice(0, 240).toWellFormed());
    if (quoted.length === mostLines) break;
  }
  return quoted;
}

/** As a runner says it in its details: without the file or class before it. */
function shortName(test: string): string {
  return test.split(/::| > | › |#|\s\(/).at(-1) || test;
}
