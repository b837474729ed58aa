import { describe, expect, test } from 'vitest'
import { CATEGORIES, fairnessNote, findingLines, pageScores, type Run, runOf, scoreTable, shortfalls } from './scores'

const run = (performance: number, more: Partial<Run['scores']> = {}, findings: Run['findings'] = []): Run => ({
  scores: { performance, accessibility: 100, 'best-practices': 100, seo: 100, ...more },
  findings,
  benchmarkIndex: 1500,
})

const lhr = (audits: Record<string, object>, weight = 1) =>
  ({
    categories: Object.fromEntries(
      CATEGORIES.map(({ id }) => [
        id,
        { score: 0.954, auditRefs: id === 'seo' ? Object.keys(audits).map((audit) => ({ id: audit, weight })) : [] },
      ]),
    ),
    audits,
    environment: { benchmarkIndex: 1500 },
  }) as never

describe('a run', () => {
  test('has scores of 100 and the audits that were not passed, with where in the page', () => {
    const audits = {
      'is-crawlable': {
        title: 'Blocked from indexing',
        score: 0,
        scoreDisplayMode: 'binary',
        details: { items: [{ node: { snippet: '<meta>' } }] },
      },
      'meta-description': { title: 'Has a description', score: 1, scoreDisplayMode: 'binary' },
      'structured-data': { title: 'By hand', score: null, scoreDisplayMode: 'manual' },
      canonical: { title: 'Broke', score: null, scoreDisplayMode: 'error', errorMessage: 'why' },
    }
    const { scores, findings } = runOf(lhr(audits))
    expect(scores).toEqual({ performance: 95, accessibility: 95, 'best-practices': 95, seo: 95 })
    expect(findings.map(({ id, details }) => [id, ...details])).toEqual([
      ['is-crawlable', '<meta>'],
      ['canonical', 'why'],
    ])
  })

  test('that could not score is an error, and no zero', () => {
    const environment = { benchmarkIndex: 1500 }
    expect(() => runOf({ categories: {}, audits: {}, environment })).toThrow('no score for performance')
    expect(() => runOf({ categories: {}, audits: {}, environment, runtimeError: { code: 'NO_FCP', message: 'nothing painted' } })).toThrow(
      'nothing painted',
    )
  })
})

test('a page has the middle of its runs, and every finding with how often it was seen', () => {
  const finding = { category: 'seo', id: 'canonical', title: 'No canonical', details: [], counts: true } as const
  const page = pageScores('home', [run(99, {}, [finding]), run(90), run(97, { seo: 92 }, [finding])])
  expect(page.scores).toEqual({ performance: 97, accessibility: 100, 'best-practices': 100, seo: 100 })
  expect(findingLines(page, 3)).toEqual(['home · seo · canonical: No canonical (in 2 of 3 runs)'])
})

test('what is below a threshold is marked and named', () => {
  const pages = [pageScores('home', [run(95)]), pageScores('product', [run(94, { accessibility: 99 })])]
  expect(scoreTable(pages)).toEqual([
    ['page', 'performance', 'accessibility', 'best practices', 'SEO'],
    ['home', '95', '100', '100', '100'],
    ['product', '94 ✗', '99 ✗', '100', '100'],
    ['at least', '95', '100', '100', '95'],
  ])
  expect(shortfalls(pages)).toEqual(['product: performance 94, not 95', 'product: accessibility 99, not 100'])
})

test('a busy machine is told, by its slowest run', () => {
  expect(fairnessNote([pageScores('home', [run(95), run(95), { ...run(95), benchmarkIndex: 412.4 }])])).toContain('down to 412;')
  expect(fairnessNote([pageScores('home', [run(95)])])).toBe('')
})
