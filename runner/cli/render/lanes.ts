import type { LaneView } from "../../../shared/api/views.ts";
import { laneAdvice, laneText } from "../../../shared/lane-text.ts";
import { limitWords } from "../../../shared/limit-words.ts";
import { formatUntil, plural } from "../../../shared/units.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { renderTable } from "./table.ts";

export function renderLanes(lanes: readonly LaneView[], options: RenderOptions): string {
  if (lanes.length === 0) return "no accounts; see agents: in spool.yml\n";
  const table = renderTable<LaneView>(
    lanes,
    [
      { header: "ACCOUNT", value: ({ account }) => account, tone: () => "cyan" },
      {
        header: "STATE",
        value: (lane) => stateText(lane, options.now),
        tone: ({ state }) => (state === "open" ? "green" : "yellow"),
      },
      { header: "WHY", value: ({ closed }) => (closed ? limitWords(closed.kind) : ""), shrinkTo: 10 },
      { header: "WAIT", value: ({ waiting }) => String(waiting), align: "right" },
      { header: "AGENTS", value: ({ agents }) => agents.join(", "), shrinkTo: 8, optional: 1 },
      { header: "THE VENDOR SAID", value: ({ closed }) => closed?.words ?? "", shrinkTo: 16 },
    ],
    options,
  );
  return (
    table +
    lanes
      .filter(({ closed }) => closed !== null)
      .map(adviceLine(options))
      .join("")
  );
}

/** The accounts that are not open, one line each, with what to do. */
export function laneLines(lanes: readonly LaneView[], options: RenderOptions): string {
  return lanes
    .map((lane) => {
      const waiting =
        lane.waiting === 0 ? "" : `, ${plural(lane.waiting, "job")} ${lane.waiting === 1 ? "waits" : "wait"}`;
      const said = line(`◆ account ${laneText(lane, options.now)}${waiting}`, options, { tone: "yellow" });
      return said + adviceLine(options)(lane);
    })
    .join("");
}

function adviceLine(options: RenderOptions): (lane: LaneView) => string {
  return (lane) => line(laneAdvice(lane, `spool lane open ${lane.account}`), options, { indent: 2, tone: "dim" });
}

function stateText({ state, closed }: LaneView, now: number): string {
  switch (state) {
    case "open":
      return "✓ open";
    case "probing":
      return "◆ one job tries";
    case "closed":
      return closed?.until == null ? "◆ closed, needs you" : `◆ closed until ${formatUntil(closed.until, now)}`;
  }
}
