/**
 * `npm run lighthouse`: Lighthouse on home, a category and a product; fails when a page is below its thresholds.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { killAll } from 'chrome-launcher'
import { ensureChromium } from '../../infra/local/chromium'
import { Problem } from '../../infra/local/problem'
import { type Progress, progressTo } from '../../infra/local/progress'
import { startStack } from '../../infra/local/stack'
import { runCommand } from '../command'
import { textTable } from '../table'
import { auditPage } from './audit-page'
import { interruption } from './interruption'
import { pagesOf } from './pages'
import { fairnessNote, findingLines, type PageScores, pageScores, type Run, scoreTable, shortfalls } from './scores'

const USAGE = `npm run lighthouse [-- --url http://localhost:8080]
  --url   a shop that runs already; without it one is started (mode: lab) and stopped again`
const RUNS = 3
const ATTEMPTS = 3
/** Two for each replica: the first visitor of a fresh one warms its cache, and is not what is measured. */
const WARMING_VISITS = 6

async function main(args: readonly string[]): Promise<void> {
  const url = readUrl(args)
  const progress = progressTo(process.stdout)
  const chromium = await ensureChromium(progress)
  const look = (origin: string) => Promise.race([audit(origin, chromium, progress), interruption.promise])
  const pages = url === null ? await withStack(progress, look) : await look(url)
  console.log(`\nLighthouse, mobile, median of ${RUNS}\n\n${textTable(scoreTable(pages))}\n`)
  for (const line of pages.flatMap((page) => findingLines(page, RUNS))) console.log(line)
  const note = fairnessNote(pages)
  if (note !== '') console.log(`\n${note}`)
  const missing = shortfalls(pages)
  console.log(missing.length === 0 ? '\nAll thresholds are reached.' : `\nBelow the thresholds:\n  ${missing.join('\n  ')}`)
  if (missing.length > 0) process.exitCode = 1
}

function readUrl(args: readonly string[]): string | null {
  let url: string | undefined
  try {
    url = parseArgs({ args: [...args], options: { url: { type: 'string' } } }).values.url
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new Problem(`--url ${url} is no address.\n${USAGE}`, 2)
  return url ?? null
}

async function audit(origin: string, chromium: string, progress: Progress): Promise<PageScores[]> {
  const pages: PageScores[] = []
  for (const { name, url } of await pagesOf(origin)) {
    for (let visit = 0; visit < WARMING_VISITS; visit++) await (await fetch(url)).text()
    const runs: Run[] = []
    for (let run = 1; run <= RUNS; run++) {
      runs.push(await progress.step(`Lighthouse on ${name}, ${run} of ${RUNS}`, () => auditAgain(url, chromium), describeRun(name, run)))
    }
    pages.push(pageScores(name, runs))
  }
  return pages
}

/** On a busy machine Lighthouse now and then misses the beginning of its own recording, and asks to be run again. */
async function auditAgain(url: string, chromium: string): Promise<Run> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await auditPage(url, chromium)
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
    }
  }
}

function describeRun(name: string, run: number) {
  return ({ scores }: Run) => `Lighthouse on ${name}, ${run} of ${RUNS}: ${Object.values(scores).join(' · ')}`
}

/** A stack of our own, in a directory of its own; stopped whatever happens. */
async function withStack<T>(progress: Progress, use: (origin: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-lighthouse-'))
  const starting = startStack({ mode: 'lab', dataDir, progress, signal: interruption.signal })
  try {
    return await use((await starting).url)
  } finally {
    await starting.then(
      (stack) => stack.stop(),
      () => {}, // it has stopped what had begun
    )
    rmSync(dataDir, { recursive: true, force: true })
  }
}

await runCommand(main)
killAll() // the browser of an interrupted run
process.exit() // Lighthouse and Chromium's launcher leave handles open
