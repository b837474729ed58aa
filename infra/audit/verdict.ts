/** What of `npm audit --json` matters here: a report, or the failure to get one. */
type Report = {
  metadata?: { vulnerabilities?: Record<string, number> }
  vulnerabilities?: Record<string, { severity: string; range?: string }>
  message?: string
  error?: { code?: string; summary?: string }
}

export type Verdict = { readonly ok: boolean; readonly text: string }

const GRAVE = new Set(['high', 'critical'])

/** Judges what `npm audit --json` printed. Without an answer of an advisory service nothing is known, which is said and is no failure. */
export function verdictOf(printed: string): Verdict {
  const report = parse(printed)
  const counts = report?.metadata?.vulnerabilities
  if (!counts)
    return { ok: true, text: `not checked: no advisory service answered (${reasonOf(report)}). Run it again where one can be reached.` }
  const grave = Object.entries(report?.vulnerabilities ?? {}).filter(([, { severity }]) => GRAVE.has(severity))
  const many = (counts.high ?? 0) + (counts.critical ?? 0)
  if (many > 0 || grave.length > 0) {
    const lines = grave.map(([name, { severity, range }]) => `  ${name} ${range ?? ''} (${severity})`)
    return { ok: false, text: [`${Math.max(many, grave.length)} known holes, high or critical:`, ...lines, 'See npm audit.'].join('\n') }
  }
  const lesser = Object.entries(counts).filter(([name, count]) => count > 0 && name !== 'total')
  return { ok: true, text: `checked: nothing high or critical${lesser.map(([name, count]) => `, ${count} ${name}`).join('')}` }
}

function parse(printed: string): Report | null {
  try {
    return JSON.parse(printed)
  } catch {
    return null
  }
}

/** Without the address: which service it is, is the business of this machine's settings. */
function reasonOf(report: Report | null): string {
  const told = report?.error?.code || report?.error?.summary || report?.message
  return told?.split(' - ')[0]?.split('\n')[0] ?? 'npm audit gave no report'
}
