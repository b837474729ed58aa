import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from './find-program'
import { installWithApt } from './install-programs'
import { Problem } from './problem'
import type { Progress } from './progress'
import { runTool } from './run-tool'
import { ROOT } from './settings'

const PLAYWRIGHT = path.join(ROOT, 'node_modules/.bin/playwright')
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, Playwright's own, or the system's. Where there is none, Playwright's is downloaded;
 * where that cannot be reached, Debian's is installed.
 */
export async function ensureChromium(progress: Progress): Promise<string> {
  const found = await findChromium()
  if (found) return found
  const errors: string[] = []
  const attempt = async (what: string, way: () => Promise<string>) => {
    try {
      await progress.step(what, way)
    } catch (error) {
      errors.push((error as Error).message)
    }
    return findChromium()
  }
  const downloaded = await attempt("Downloading Playwright's Chromium", () => runTool(PLAYWRIGHT, ['install', 'chromium']))
  if (downloaded) return downloaded
  // On a bare server it does not start: the libraries that it needs come from the system, and only root may install them.
  const { chromium } = await import('@playwright/test')
  if (existsSync(chromium.executablePath()) && process.getuid?.() === 0) {
    const completed = await attempt("Installing Chromium's libraries", () => runTool(PLAYWRIGHT, ['install-deps', 'chromium']))
    if (completed) return completed
  }
  const apt = installWithApt(['chromium'])
  const installed = apt && (await attempt('Installing Chromium with apt', apt))
  if (installed) return installed
  throw new Problem(
    `Chromium is missing and could not be installed. Run: npx playwright install --with-deps chromium\n${errors.join('\n')}`,
  )
}

async function findChromium(): Promise<string | null> {
  const { chromium } = await import('@playwright/test')
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...PROGRAMS.map(findProgram), ...MAC]
  return candidates.find((file): file is string => Boolean(file) && existsSync(file as string) && starts(file as string)) ?? null
}

/** There may be a browser without the libraries that it needs, or Ubuntu's stub that only advertises a snap. */
function starts(file: string): boolean {
  try {
    return /\d+\.\d+/.test(
      execFileSync(file, ['--version', '--no-sandbox'], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 }).toString(),
    )
  } catch {
    return false
  }
}
