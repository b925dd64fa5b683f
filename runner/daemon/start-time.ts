import { readFileSync } from "node:fs";

/** This process's start in clock ticks since boot: field 22 of /proc/self/stat, counted behind the name in brackets. */
export function ownStartTime(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
}
