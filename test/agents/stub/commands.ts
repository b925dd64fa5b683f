/** Works, says so in a file, and leaves a process behind that left its session too: it has to be ended. */
export const lingering = "setsid sleep 600 & echo begun > begun.txt; sleep 600";

/** Works until the test puts a file beside it. */
export const waiting = "echo begun > begun.txt; until [ -e go.txt ]; do sleep 0.05; done; echo over > over.txt";

/** When the vendor's window opens again: an hour from now, epoch seconds. */
export function windowEnd(): number {
  return Math.round(Date.now() / 1000) + 3600;
}
