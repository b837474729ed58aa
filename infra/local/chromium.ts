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
const DEBIANS_SHELL = 'chromium-headless-shell'
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/**
 * The path of a Chromium that starts. Best is the headless shell, which takes a third less of the processor for the same pages than
 * a whole browser that hides its windows: Playwright's is downloaded, or Debian's installed. Else the browser that is here, or Debian's.
 */
export async function ensureChromium(progress: Progress): Promise<string> {
  const { chromium } = await import('@playwright/test')
  const whole = chromium.executablePath()
  const own = shellBeside(whole)
  const findShell = () => firstThatStarts([process.env.CHROMIUM_PATH, own, findProgram(DEBIANS_SHELL)])
  const findAny = () => findShell() ?? firstThatStarts([whole, ...BROWSERS.map(findProgram), ...MAC])
  const errors: string[] = []
  const attempt = async (what: string, way: () => Promise<string>) => {
    try {
      await progress.step(what, way)
    } catch (error) {
      errors.push((error as Error).message)
    }
  }
  const shell = findShell()
  if (shell) return shell
  await attempt("Downloading Playwright's Chromium", () => runTool(PLAYWRIGHT, ['install', '--only-shell', 'chromium']))
  // On a bare server it does not start: the libraries that it needs come from the system, and only root may install them.
  if (existsSync(own) && !findShell() && process.getuid?.() === 0)
    await attempt("Installing Chromium's libraries", () => runTool(PLAYWRIGHT, ['install-deps', 'chromium']))
  for (const [name, find] of [[DEBIANS_SHELL, findShell] as const, ['chromium', findAny] as const]) {
    const apt = find() ? null : installWithApt([name])
    if (apt) await attempt(`Installing ${name} with apt`, apt)
  }
  const found = findAny()
  if (found) return found
  throw new Problem(
    `Chromium is missing and could not be installed. Run: npx playwright install --with-deps chromium\n${errors.join('\n')}`,
  )
}

/** Where Playwright keeps its headless shell: beside its whole browser, whose path is the one that it tells. */
function shellBeside(whole: string): string {
  const [folder = '', version, platform] = whole.split(/[\\/]chromium-(\d+)[\\/]chrome-([^\\/]+)[\\/]/)
  return path.join(folder, `chromium_headless_shell-${version}`, `chrome-headless-shell-${platform}`, 'chrome-headless-shell')
}

function firstThatStarts(files: readonly (string | null | undefined)[]): string | undefined {
  return files.find((file): file is string => Boolean(file) && existsSync(file as string) && starts(file as string))
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
