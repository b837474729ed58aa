import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { QUIET_CHROMIUM } from '../../infra/local/chromium-flags'
import { CATEGORIES, type Run, runOf } from './scores'

/** In a container `/dev/shm` may be too small. */
const FLAGS = [...QUIET_CHROMIUM, '--headless', '--disable-dev-shm-usage']

/** One Lighthouse run in a browser of its own: a mobile phone on slow 4G, simulated, which are Lighthouse's defaults. */
export async function auditPage(url: string, chromePath: string): Promise<Run> {
  const chrome = await launch({ chromePath, chromeFlags: FLAGS, logLevel: 'silent', handleSIGINT: false })
  try {
    const flags = { port: chrome.port, output: 'json', logLevel: 'silent', formFactor: 'mobile', throttlingMethod: 'simulate' } as const
    const result = await lighthouse(url, { ...flags, onlyCategories: CATEGORIES.map(({ id }) => id) })
    if (!result) throw new Error(`Lighthouse answered nothing about ${url}.`)
    return runOf(result.lhr)
  } finally {
    chrome.kill()
  }
}
