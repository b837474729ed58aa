/**
 * What Lighthouse's results say: scores, and the audits that cost them.
 *
 * @module
 */
import type { Result } from 'lighthouse'
import type { Table } from '../table'

/** The four categories and the score, of 100, that a page must reach. */
export const CATEGORIES = [
  { id: 'performance', name: 'performance', least: 95 },
  { id: 'accessibility', name: 'accessibility', least: 100 },
  { id: 'best-practices', name: 'best practices', least: 100 },
  { id: 'seo', name: 'SEO', least: 95 },
] as const

type CategoryId = (typeof CATEGORIES)[number]['id']

/** An audit that was not passed. */
type Finding = {
  readonly category: CategoryId
  readonly id: string
  readonly title: string
  /** Such as `0.3 s`, and the first places in the page. */
  readonly details: readonly string[]
  /** Whether it lowers the score of its category; the others are advice. */
  readonly counts: boolean
}

export type Run = {
  readonly scores: Readonly<Record<CategoryId, number>>
  readonly findings: readonly Finding[]
  /** Lighthouse's measure of what the machine had to spare: about 1,500 and more where it is idle and not old. */
  readonly benchmarkIndex: number
}

/** Below this, Lighthouse itself calls a machine too slow for its performance scores to be fair. */
const FAIR_INDEX = 1000

/** Three runs of one page: each category's middle score, and everything found in any of them. */
export type PageScores = {
  readonly page: string
  readonly scores: Readonly<Record<CategoryId, number>>
  readonly findings: readonly (Finding & { readonly times: number })[]
  /** Of the slowest run. */
  readonly benchmarkIndex: number
}

type Lhr = Pick<Result, 'categories' | 'audits' | 'runtimeError'> & { environment: Pick<Result['environment'], 'benchmarkIndex'> }

/** @throws Error when the page could not be audited: no score is not a bad score. */
export function runOf({ categories, audits, runtimeError, environment }: Lhr): Run {
  if (runtimeError) throw new Error(`Lighthouse could not audit the page: ${runtimeError.message}`)
  const findings: Finding[] = []
  const scores = CATEGORIES.map(({ id: category }) => {
    const { score = null, auditRefs = [] } = categories[category] ?? {}
    if (score === null) throw new Error(`Lighthouse gave no score for ${category}: an audit of it failed to run.`)
    for (const { id, weight } of auditRefs) {
      const audit = audits[id]
      if (!audit || !isFailed(audit)) continue
      findings.push({ category, id, title: audit.title, details: detailsOf(audit), counts: weight > 0 })
    }
    return [category, Math.round(score * 100)] as const
  })
  const { benchmarkIndex } = environment
  return { scores: Object.fromEntries(scores) as Record<CategoryId, number>, findings, benchmarkIndex }
}

type Audit = Result['audits'][string]

/** Binary audits must pass; of graded ones everything below 0.9 is worth a look, as in Lighthouse's own report. */
function isFailed({ score, scoreDisplayMode }: Audit): boolean {
  if (scoreDisplayMode === 'error') return true
  if (score === null) return false
  return scoreDisplayMode === 'binary' ? score < 1 : score < 0.9
}

function detailsOf({ displayValue, explanation, errorMessage, details }: Audit): string[] {
  const items = details && 'items' in details && Array.isArray(details.items) ? (details.items as unknown[]) : []
  const places = items.map(placeOf).filter((place) => place !== '')
  const said = [displayValue, explanation, errorMessage].filter((text): text is string => Boolean(text))
  return [...said, ...places.slice(0, 3), ...(places.length > 3 ? [`and ${places.length - 3} more`] : [])]
}

/** What an item is about: an element, an address, a message of the console. */
function placeOf(item: unknown): string {
  const { node, url, description, reason } = item as { node?: { snippet?: string }; url?: unknown; description?: unknown; reason?: unknown }
  const texts = [node?.snippet, description, reason, url].filter((text): text is string => typeof text === 'string')
  const isLesson = texts[0]?.includes('](http') // general advice with links, and nothing of the page
  return isLesson ? '' : (texts[0] ?? '').slice(0, 160)
}

/** The middle of an odd number of runs, category by category. */
export function pageScores(page: string, runs: readonly Run[]): PageScores {
  const middle = (category: CategoryId) => {
    const sorted = runs.map(({ scores }) => scores[category]).sort((a, b) => a - b)
    return sorted[Math.floor((sorted.length - 1) / 2)] as number
  }
  const found = new Map<string, Finding & { times: number }>()
  for (const finding of runs.flatMap(({ findings }) => findings)) {
    const key = `${finding.category} ${finding.id}`
    found.set(key, { ...finding, times: (found.get(key)?.times ?? 0) + 1 })
  }
  const scores = Object.fromEntries(CATEGORIES.map(({ id }) => [id, middle(id)])) as Record<CategoryId, number>
  const benchmarkIndex = Math.min(...runs.map((run) => run.benchmarkIndex))
  return { page, scores, findings: [...found.values()], benchmarkIndex }
}

/** What is below its threshold, in words. */
export function shortfalls(pages: readonly PageScores[]): string[] {
  return pages.flatMap(({ page, scores }) =>
    CATEGORIES.filter(({ id, least }) => scores[id] < least).map(({ id, name, least }) => `${page}: ${name} ${scores[id]}, not ${least}`),
  )
}

/** Whether the machine was up to it; empty when there is nothing to say. */
export function fairnessNote(pages: readonly PageScores[]): string {
  const least = Math.round(Math.min(...pages.map(({ benchmarkIndex }) => benchmarkIndex)))
  if (least >= FAIR_INDEX) return ''
  return `This machine was slow or busy (benchmark index down to ${least}; ${FAIR_INDEX} is fair): performance scores are lower than they should be.`
}

/** A line per page, and the thresholds. */
export function scoreTable(pages: readonly PageScores[]): Table {
  const rows = pages.map(({ page, scores }) => [
    page,
    ...CATEGORIES.map(({ id, least }) => `${scores[id]}${scores[id] < least ? ' ✗' : ''}`),
  ])
  return [['page', ...CATEGORIES.map(({ name }) => name)], ...rows, ['at least', ...CATEGORIES.map(({ least }) => String(least))]]
}

/** All findings; those that lower a score first. */
export function findingLines({ page, findings }: PageScores, runs: number): string[] {
  const sorted = [...findings].sort((a, b) => Number(b.counts) - Number(a.counts))
  return sorted.flatMap(({ category, id, title, details, counts, times }) => [
    `${page} · ${category} · ${id}: ${title}${counts ? '' : ' (not scored)'}${times < runs ? ` (in ${times} of ${runs} runs)` : ''}`,
    ...details.map((detail) => `    ${detail}`),
  ])
}
