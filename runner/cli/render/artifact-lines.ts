import type { Artifact } from "../../../shared/model/records.ts";
import type { RenderOptions } from "./options.ts";
import { shortIds } from "./short-id.ts";
import { renderTable } from "./table.ts";
import { formatSize } from "../../../shared/units.ts";

export function artifactTable(artifacts: readonly Artifact[], options: RenderOptions): string {
  const short = shortIds(artifacts.map(({ id }) => id));
  return renderTable<Artifact>(
    artifacts,
    [
      { header: "ARTIFACT", value: ({ id }) => short(id), tone: () => "cyan" },
      { header: "KIND", value: ({ kind }) => kind.replaceAll("_", " ") },
      { header: "SIZE", value: ({ size }) => formatSize(size), align: "right" },
      { header: "PATH", value: ({ path }) => path, shrinkTo: 20, cutAt: "start" },
    ],
    options,
  );
}
