/** Works, says so in a file, and leaves a process behind that left its session too: it has to be ended. */
export const lingering = "setsid sleep 600 & echo begun > begun.txt; sleep 600";

/** Works until the test puts a file beside it. */
export const waiting = "echo begun > begun.txt; until [ -e go.txt ]; do sleep 0.05; done; echo over > over.txt";

/** When the vendor's window opens again: an hour from now, epoch seconds. */
export function windowEnd(): number {
  return Math.round(Date.now() / 1000) + 3600;
}

/** Written one after the other: the one that the plan names, and one that it does not. */
export const strays = ["hello.txt", "stray.txt"];

/** Commands that differ in what rules say about them. */
export const tries = ["touch allowed.txt", "cp README.md asked.txt", "rm README.md"];
