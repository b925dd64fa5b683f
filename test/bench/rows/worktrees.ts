import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkpoint } from "../../../runner/workspace/checkpoint.ts";
import { openMirror } from "../../../runner/workspace/mirror.ts";
import { closeWorkspace, openWorkspace } from "../../../runner/workspace/workspace.ts";
import { createWorktree } from "../../../runner/workspace/worktree.ts";
import { git } from "../../builders/git-repository.ts";
import { generateRepository } from "../ground/repository.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

const changedFiles = 10;

async function run(context: BenchContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const files of context.pick([2_000, 10_000, 50_000], [2_000, 10_000], [20])) {
    rows.push(...(await runWith(context, files)));
    context.say(`${files} files are done`);
  }
  return rows;
}

async function runWith({ directory, pick }: BenchContext, files: number): Promise<Row[]> {
  const place = join(directory, String(files));
  const source = join(place, "source.git");
  const commit = await generateRepository(source, files);
  const mirror = await openMirror({ directory: join(place, "mirror"), url: source });
  const workspace = await openWorkspace(mirror, join(place, "worktrees"));
  try {
    const made = { repetitions: pick(files > 20_000 ? 3 : 5, 3, 1) };
    const add = async (repetition: number) => {
      const path = join(place, "raw", String(repetition));
      const branch = `raw-${repetition}`;
      const time = await timed(() => git(source, "worktree", "add", "--no-track", "-b", branch, path, "main"));
      await rm(path, { recursive: true });
      await git(source, "worktree", "prune");
      return time;
    };
    const create = async (repetition: number) => {
      const path = join(place, "worktrees", `own-${repetition}`);
      const time = await timed(() => createWorktree(workspace, { path, commit, branch: `own-${repetition}` }));
      if (repetition > 0) await rm(path, { recursive: true });
      return time;
    };
    const created = await interleaved(made.repetitions, { own: create, raw: add });
    const path = join(place, "worktrees", "own-0");
    let number = 0;
    const park = async () => {
      number += 1;
      for (let file = 0; file < changedFiles; file += 1) {
        await appendFile(join(path, "module-0", `file-${file}.ts`), `// ${number}\n`);
      }
      const request = { path, ref: `refs/spool/bench/${number}`, message: "bench" };
      return timed(() => checkpoint(workspace, request));
    };
    const status = () => timed(() => git(path, "status", "--porcelain"));
    await park();
    const parked = await interleaved(pick(7, 5, 1), { park, status });
    return [
      {
        bench: "worktrees",
        what: `cold worktree / raw git worktree add, ${files} files`,
        figure: { what: "ratio", unit: "×", samples: ratios(created.own, created.raw) },
        from: [
          { what: "cold worktree", unit: "ms", samples: created.own },
          { what: "raw git worktree add", unit: "ms", samples: created.raw },
        ],
      },
      {
        bench: "worktrees",
        what: `checkpoint, ${changedFiles} of ${files} files changed`,
        figure: { what: "checkpoint", unit: "ms", samples: parked.park },
        from: [{ what: "git status, for comparison", unit: "ms", samples: parked.status }],
      },
    ];
  } finally {
    await closeWorkspace(workspace);
  }
}

export const worktreesBench: Bench = { name: "worktrees", what: "cold worktrees and checkpoints", run };
