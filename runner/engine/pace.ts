/** How time goes by for what looks at something again and again. Not the clock of rows and events, which may be set. */
export interface Pace {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls `tick` every so many milliseconds, until it is disposed of. */
  every(milliseconds: number, tick: () => void): Disposable;
}

export const steadyPace: Pace = {
  now: () => performance.now(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};
