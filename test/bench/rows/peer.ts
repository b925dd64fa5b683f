import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openMirror } from "../../../runner/workspace/mirror.ts";
import { closeWorkspace, openWorkspace } from "../../../runner/workspace/workspace.ts";
import { claimWorktree, createWorktree } from "../../../runner/workspace/worktree.ts";
import { git } from "../../builders/git-repository.ts";
import { peerProgram, startPeer } from "../ground/peer.ts";
import { generateRepository } from "../ground/repository.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row, Series } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

const atOnce = 8;

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const files = pick(10_000, 2_000, 20);
  const source = join(directory, "source.git");
  const clone = join(directory, "clone");
  const commit = await generateRepository(source, files);
  await git(directory, "clone", "--quiet", source, clone);
  const program = await peerProgram(join(directory, "peer"));
  await using peer = await startPeer(program, clone, join(directory, "home"));
  say(`it answered after ${Math.round(peer.startedInMs)} ms`);
  await delay(pick(5_000, 5_000, 100));
  const memory = await peer.memory();
  const mirror = await openMirror({ directory: join(directory, "mirror"), url: source });
  const workspace = await openWorkspace(mirror, join(directory, "worktrees"));
  let made = 0;
  const path = () => join(directory, "worktrees", `w${(made += 1)}`);
  const several = (count: number, work: (place: string) => Promise<unknown>, places: string[]) =>
    timed(() => Promise.all(places.slice(0, count).map(work)));
  const paths = (count: number) => Array.from({ length: count }, path);
  const cold = (count: number) => () => {
    const create = (place: string) =>
      createWorktree(workspace, { path: place, commit, branch: `b${place.split("/w").at(-1)}` });
    return several(count, create, paths(count));
  };
  const warm = (count: number) => async () => {
    const spares = paths(count);
    for (const place of spares) await createWorktree(workspace, { path: place, commit });
    const claim = (place: string) =>
      claimWorktree(workspace, { path: place, commit, branch: `b${place.split("/w").at(-1)}` });
    return several(count, claim, spares);
  };
  try {
    const times = await interleaved(
      pick(5, 3, 1),
      {
        peerOne: () => peer.create(1),
        coldOne: cold(1),
        warmOne: warm(1),
        peerAll: () => peer.create(atOnce),
        coldAll: cold(atOnce),
        warmAll: warm(atOnce),
      },
      120_000,
    );
    const series = (what: string, samples: number[]): Series => ({ what, unit: "ms", samples });
    const row = (what: string, own: number[], other: number[], from: Series[]): Row => ({
      bench: "peer",
      what,
      figure: { what: "ratio", unit: "×", samples: ratios(own, other) },
      from,
    });
    const alone = (what: string, unit: "ms" | "MB", value: number): Row => ({
      bench: "peer",
      what,
      figure: { what, unit, samples: [value] },
      from: [],
    });
    return [
      row(`one warm worktree of ${files} files / the peer's`, times.warmOne, times.peerOne, [
        series("claimed from the pool", times.warmOne),
        series("made from nothing", times.coldOne),
        series("the peer's", times.peerOne),
      ]),
      row(`one cold worktree / the peer's`, times.coldOne, times.peerOne, []),
      row(`${atOnce} warm worktrees at once / the peer's`, times.warmAll, times.peerAll, [
        series("claimed from the pool", times.warmAll),
        series("made from nothing", times.coldAll),
        series("the peer's", times.peerAll),
      ]),
      row(`${atOnce} cold worktrees at once / the peer's`, times.coldAll, times.peerAll, []),
      alone("the peer: start → first answer", "ms", peer.startedInMs),
      alone("the peer: idle memory", "MB", memory),
    ];
  } finally {
    await closeWorkspace(workspace);
  }
}

export const peerBench: Bench = {
  name: "peer",
  what: "beside Cline's kanban 0.1.70, installed for it and run without a network",
  onDemand: true,
  run,
};
