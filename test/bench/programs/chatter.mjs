// An agent that writes a line with the time (nanoseconds since the epoch) every so many milliseconds, for some seconds.
const [intervalMs, seconds] = process.argv.slice(2).map(Number);
const end = Date.now() + seconds * 1000;
const epochNs = BigInt(Math.round(performance.timeOrigin * 1e6));
const line = () => process.stdout.write(`at ${epochNs + BigInt(Math.round(performance.now() * 1e6))}\n`);
setTimeout(function next() {
  line();
  if (Date.now() < end) setTimeout(next, intervalMs);
}, Math.random() * intervalMs);
