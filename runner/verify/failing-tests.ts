/** How each test runner names a test that failed. One group: the name; the first that fits a line counts. */
const names: readonly RegExp[] = [
  // pytest, in its summary; a parametrised case may hold blanks.
  /^(?:FAILED|ERROR) (\S+\.py(?:::.{1,300}?)?)(?: - .*)?$/,
  // unittest
  /^(?:FAIL|ERROR): (\w+ \([\w.]+\))$/,
  // jest
  /^\s{0,4}● (?!Console\b|Test suite failed)(\S.{0,300} › .{1,300})$/,
  // vitest
  /^ ?(?:FAIL| FAIL ) {1,2}(\S+\.[cm]?[jt]sx? > .{1,300}?)(?: \[.*\])?$/,
  // node:test and TAP
  /^ {0,16}not ok \d{1,6} - (?!.*# (?:TODO|SKIP))(.{1,300}?)(?: # .*)?$/,
  // go test
  /^\s{0,16}--- FAIL: (\S{1,300}) \(/,
  // cargo test, cargo nextest
  /^test (\S.{0,300}?) \.\.\. FAILED$/,
  /^\s+FAIL \[ {0,8}[\d.]+s\] (\S.{1,300})$/,
  // surefire
  /^\[ERROR\]\s+([\w$.]+\.\w+):\d+/,
  /^(?:\[ERROR\] )?([\w$.]+(?:\.\w+|\([\w$.]+\)))\s+(?:--\s+)?Time elapsed:.*<<< (?:FAILURE|ERROR)!/,
  // gradle
  /^(\S.{0,200} > .{1,300}) FAILED$/,
  // dotnet test
  /^ {2}(?:Failed|X) ([\w.]{1,300}(?:\(.{0,200}\))?) \[.*\]$/,
  // rspec
  /^rspec (\.?\/?\S+) # .{1,300}$/,
  // minitest
  /^(\w[\w:]*#test_\S+) \[.*\]:$/,
  // PHPUnit
  /^\d{1,5}\) ([\w\\]+::\w+(?: with data set .{1,200})?)$/,
  // ctest
  /^\s+\d{1,6} - (\S.{0,200}?) \((?:Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run|Child aborted)\)/,
  // googletest, in its list at the end
  /^\[ {2}FAILED {2}\] (\w[\w/]*\.\w[\w/]*)(?:,.*)?$/,
];

const mostTests = 2_000;

/** Names of the tests that failed, as the runner prints them, sorted; empty where none is named. */
export function failingTests(lines: readonly string[]): string[] {
  const found = new Set<string>();
  for (const line of lines) {
    for (const name of names) {
      const match = name.exec(line)?.[1];
      if (match === undefined) continue;
      found.add(match.trim());
      break;
    }
    if (found.size >= mostTests) break;
  }
  const mocha = mochaTests(lines);
  return [...found, ...mocha].toSorted();
}

/** Mocha lists them numbered behind `N failing`, a suite and its test on lines of their own. */
function mochaTests(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => /^\s+\d+ failing\s*$/.test(line));
  if (start === -1) return [];
  const tests: string[] = [];
  for (let index = start + 1; index < lines.length && tests.length < mostTests; index += 1) {
    const first = /^ {2}\d{1,5}\) (.{1,300})$/.exec(lines[index] ?? "")?.[1];
    if (first === undefined) continue;
    const parts = [first];
    while (!parts.at(-1)?.endsWith(":") && parts.length < 12) {
      const next = /^ {4,}(\S.{0,300})$/.exec(lines[index + 1] ?? "")?.[1];
      if (next === undefined) break;
      parts.push(next);
      index += 1;
    }
    tests.push(parts.join(" ").replace(/:$/, ""));
  }
  return tests;
}
