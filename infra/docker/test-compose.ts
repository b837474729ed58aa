import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { LAB, MODES, type Mode } from '../../sessions/modes'
import { ensureChromium } from '../local/chromium'
import { freePort } from '../local/free-port'
import { Problem } from '../local/problem'
import { progressTo } from '../local/progress'
import { ROOT } from '../local/settings'
import { streamTool } from '../local/stream-tool'

const ROWS: readonly Mode[] = MODES
const PROFILES = [...ROWS.filter(({ available }) => available).map(({ name }) => name), LAB.name]
/** What docker-compose.yml needs. */
const COMPOSE = [2, 24] as const
/** A script that gives this machine an engine, where there is none. */
const BED = process.env.DOCKER_BED ?? path.resolve(ROOT, '../shared/docker-bed/up')

/** `npm run test:compose [-- mode…]`: the stories on each compose profile, one after the other on the same address. */
export async function testCompose(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !PROFILES.includes(name))
  if (unknown.length > 0) throw new Problem(`There is no profile ${unknown.join(', ')}; there are ${PROFILES.join(', ')}.`, 2)
  const progress = progressTo(process.stdout)
  await ensureEngine()
  const env = { CHROMIUM_PATH: await ensureChromium(progress), HOPCART_COMPOSE: '1', HOPCART_COMPOSE_PORT: `${await freePort()}` }
  const lines: string[] = []
  for (const profile of PROFILES.filter((name) => names.length === 0 || names.includes(name))) {
    progress.say(`\n── docker compose --profile ${profile}`)
    const began = Date.now()
    const ok = await streamTool('node_modules/.bin/playwright', ['test', '--config=e2e/compose.config.ts', `--project=${profile}`], env)
    lines.push(`${profile}: ${ok ? 'passed' : 'failed'} (${Math.round((Date.now() - began) / 1000)} s)`)
    if (!ok) process.exitCode = 1
  }
  progress.say(`\n${lines.join('\n')}\nresult: ${process.exitCode ? 'failed' : 'passed'}`)
}

async function ensureEngine(): Promise<void> {
  if (process.platform !== 'linux')
    throw new Problem(
      'These tests ask the containers themselves, at addresses that only Linux routes to: run them on Linux, or let CI do it.',
    )
  if (engineProblem() === null) return
  if (existsSync(BED) && (await streamTool(BED, []))) return
  throw new Problem(
    `These tests need a Docker engine with compose ${COMPOSE.join('.')} or later (https://docs.docker.com/engine/install): ${engineProblem()}`,
  )
}

function engineProblem(): string | null {
  try {
    execFileSync('docker', ['version'], { stdio: 'pipe', timeout: 20_000 })
    const version = execFileSync('docker', ['compose', 'version', '--short'], { encoding: 'utf8', stdio: 'pipe', timeout: 20_000 }).trim()
    const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
    if (major < COMPOSE[0] || (major === COMPOSE[0] && minor < COMPOSE[1])) return `docker compose is ${version}`
    return null
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string }
    return (stderr?.toString() || message).trim().split('\n').at(-1) ?? message
  }
}
