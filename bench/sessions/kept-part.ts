/** Where the part of docs/benchmarks.md begins that is written by hand, with figures of `npm run bench:cluster`. */
export const KEPT_FROM = '<!-- From here on kept by bench:sessions: by hand, with figures of `npm run bench:cluster`. -->'

/** A new report, followed by what an older one has after the mark. */
export function withKeptPart(report: string, older: string | null): string {
  const at = older?.indexOf(KEPT_FROM) ?? -1
  return at < 0 || older === null ? report : `${report.trimEnd()}\n\n${older.slice(at)}`
}
