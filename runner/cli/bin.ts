#!/usr/bin/env node
// Nothing else is imported before this check: on an older Node a native module would crash instead of explaining.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `spool: needs Node.js 22.13 or newer, this is ${process.versions.node}\n` +
      `hint: install Node.js 24, for example with npm install -g node-${process.platform}-${process.arch}@24\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
