const BEGIN = '<!-- Made by `npm run bench:near-cache`, up to the mark below; change bench/near-cache/report.ts, not this part. -->'
const END = '<!-- End of what `npm run bench:near-cache` makes. -->'

/** A document with its part about the near-cache replaced, or put at the end where it has none yet. */
export function withSection(document: string, section: string): string {
  const part = `${BEGIN}\n${section.trimEnd()}\n${END}`
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${part}\n`
  return document.slice(0, from) + part + document.slice(to + END.length)
}
