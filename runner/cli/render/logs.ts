import type { LogFile } from "../../../shared/api/views.ts";
import type { RenderOptions } from "./options.ts";
import { renderTable } from "./table.ts";
import { formatSize } from "../../../shared/units.ts";

export function renderLogs(logs: readonly LogFile[], options: RenderOptions): string {
  if (logs.length === 0) return "no logs yet\n";
  return renderTable<LogFile>(
    logs,
    [
      { header: "LOG", value: ({ name }) => name, shrinkTo: 16 },
      { header: "SIZE", value: ({ size }) => formatSize(size), align: "right" },
      { header: "", value: ({ ended }) => (ended ? "" : "grows") },
    ],
    options,
  );
}
