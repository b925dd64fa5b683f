export interface EngineObserver {
  /** Something failed that no run could be blamed for; the engine goes on. */
  problem(what: string, error: unknown): void;
}
