import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { CATEGORIES, type Run, runOf } from './scores'

/** Chromium without its own traffic; `--no-sandbox` because test machines often run as root. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

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
