import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureBuild, ensureGenerated } from './build'
import { ensureChromium } from './chromium'
import { ensurePrograms } from './install-programs'
import { Problem } from './problem'
import { type Progress, progressTo } from './progress'
import { ROOT, SHARED_DATA } from './settings'
import { streamTool } from './stream-tool'

type Outcome = { readonly ok: boolean; readonly text: string }
type Suite = (progress: Progress) => Promise<Outcome>

const BIN = path.join(ROOT, 'node_modules/.bin')

/** In the order of what fails fastest; each runs whatever became of the others, but for e2e, which needs the build. */
const SUITES: Record<string, Suite> = {
  async check() {
    return plain(await streamTool('npm', ['run', '--silent', 'check']))
  },
  async unit(progress) {
    await ensureGenerated()
    await ensurePrograms(['nginx', 'redis-server'], progress)
    const report = reportFile('unit')
    const ok = await streamTool(path.join(BIN, 'vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
    const { numPassedTests, numFailedTests, numPendingTests } = readReport(report)
    return counted(ok, numPassedTests, numFailedTests, numPendingTests)
  },
  async build(progress) {
    await ensureBuild(progress)
    return plain(true)
  },
  e2e: (progress) => stories(progress, [], {}),
}

/** What takes its time, and runs only when it is named. */
const BY_NAME: Record<string, Suite> = {
  /** The Lab under traffic and faults, for HOPCART_SOAK minutes. */
  soak: (progress) => stories(progress, ['--project=soak'], { HOPCART_SOAK: process.env.HOPCART_SOAK || '10' }),
}

async function stories(progress: Progress, args: readonly string[], more: Record<string, string>): Promise<Outcome> {
  await ensureBuild(progress)
  await ensurePrograms(['nginx', 'redis-server'], progress)
  const report = reportFile('e2e')
  const env = { ...more, CHROMIUM_PATH: await ensureChromium(progress), PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const ok = await streamTool(
    path.join(BIN, 'playwright'),
    ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json', ...args],
    env,
  )
  const { expected, unexpected, flaky, skipped } = readReport(report).stats ?? {}
  return counted(ok, Number(expected ?? 0) + Number(flaky ?? 0), unexpected, skipped)
}

/** `npm test`: all suites, or the named ones; ends with a line for each and the result. */
export async function test(names: readonly string[]): Promise<void> {
  const all = { ...SUITES, ...BY_NAME }
  const unknown = names.filter((name) => !(name in all))
  if (unknown.length > 0) throw new Problem(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}.`, 2)
  const progress = progressTo(process.stdout)
  const chosen = names.length === 0 ? Object.entries(SUITES) : Object.entries(all).filter(([name]) => names.includes(name))
  const lines: string[] = []
  let ok = true
  for (const [name, run] of chosen) {
    progress.say(`\n── ${name}`)
    const began = Date.now()
    const outcome = await run(progress).catch((error): Outcome => {
      progress.say(error instanceof Error ? error.message : String(error))
      return { ok: false, text: 'failed' }
    })
    ok &&= outcome.ok
    lines.push(`${name}: ${outcome.text} (${Math.round((Date.now() - began) / 1000)} s)`)
  }
  progress.say(`\n${lines.join('\n')}\nresult: ${ok ? 'passed' : 'failed'}`)
  if (!ok) process.exitCode = 1
}

function plain(ok: boolean): Outcome {
  return { ok, text: ok ? 'passed' : 'failed' }
}

/** A suite without a single test has not shown anything; a run that failed otherwise (no browser, an unhandled error) is not passed. */
function counted(ok: boolean, passed = 0, failed = 0, skipped = 0): Outcome {
  const counts = `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
  const broken = !ok && failed === 0 ? ', and the run itself failed (see above)' : ''
  return { ok: ok && failed === 0 && passed > 0, text: counts + broken }
}

function reportFile(suite: string): string {
  const file = path.join(SHARED_DATA, `${suite}-report.json`)
  rmSync(file, { force: true })
  return file
}

function readReport(file: string): Record<string, number> & { stats?: Record<string, number> } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {} as never // the runner did not come that far
  }
}
