/** One process of an agent's set. `cpuMs`: used since it began. */
export interface ProcessLook {
  pid: number;
  /** When it began, in the kernel's own count: with the pid it is this process and no other. */
  startTime: number;
  name: string;
  cpuMs: number;
}

/** What the processes did between two looks; `share`: of one processor, 1 being all of it. */
export interface ProcessWork {
  share: number;
  /** The busiest first. */
  members: { name: string; share: number }[];
}

/** More than what an idle interpreter uses for its timers. */
const busyShare = 0.05;

export function workBetween(
  before: readonly ProcessLook[],
  after: readonly ProcessLook[],
  elapsedMs: number,
): ProcessWork {
  const key = ({ pid, startTime }: ProcessLook) => `${pid}.${startTime}`;
  const used = new Map(before.map((look) => [key(look), look.cpuMs]));
  const members = after
    .map((look) => ({
      name: look.name,
      share: elapsedMs <= 0 ? 0 : Math.max(0, look.cpuMs - (used.get(key(look)) ?? 0)) / elapsedMs,
    }))
    .toSorted((one, other) => other.share - one.share);
  return { share: members.reduce((sum, { share }) => sum + share, 0), members };
}

export function isBusy(work: Pick<ProcessWork, "share">): boolean {
  return work.share >= busyShare;
}
