/** Epoch milliseconds as ISO 8601 in UTC: how every time is written for programs and models. */
export function isoTime(at: number): string;
export function isoTime(at: number | null): string | null;
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
