import { errorText } from "../error-text.ts";
import { runnerOrigin } from "../runner-address.ts";
import { isRecord, isText } from "../stored.ts";

export interface ConfiguredRunner {
  /** What its token is kept under. */
  origin: string;
  name: string;
}

/** The setting as it was meant: one entry for each origin, the last one wins, and what is wrong with the others. */
export function configuredRunners(setting: unknown): { runners: ConfiguredRunner[]; problems: string[] } {
  const found = new Map<string, ConfiguredRunner>();
  const problems: string[] = [];
  for (const { name, address } of entries(setting)) {
    try {
      const origin = runnerOrigin(address);
      found.set(origin, { origin, name: name.trim() === "" ? new URL(origin).host : name.trim() });
    } catch (error) {
      problems.push(errorText(error));
    }
  }
  return { runners: [...found.values()], problems };
}

/** People write settings by hand: whatever does not fit becomes an entry that the address check refuses with words. */
function entries(setting: unknown): { name: string; address: string }[] {
  if (!Array.isArray(setting)) return [];
  return setting.map((entry: unknown) => {
    const { name, address } = isRecord(entry) ? entry : {};
    return { name: isText(name) ? name : "", address: isText(address) ? address : "" };
  });
}
