/**
 * Resolves to the first signal that asks the process to stop; a second one ends it at once. Its listeners stay: where they
 * are gone, signal-exit, with which execa ends its children, takes the signal for its own and sends it again, and a runner
 * that happens to delete a worktree would die of it instead of stopping.
 */
export function stopSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      resolve(signal);
    });
  }
  return promise;
}
