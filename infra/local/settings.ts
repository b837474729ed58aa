import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { LAB, MODES, type Mode, type ProfileName } from '../../sessions/modes'
import { Problem } from './problem'

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
/** What all stacks of this checkout share: the build, its record and the secrets. */
export const SHARED_DATA = path.join(ROOT, '.data')

export type Settings = {
  readonly mode: ProfileName
  /** 0: any free one. */
  readonly port: number
  readonly replicas: number
  /** Whether the demo accounts are seeded. */
  readonly demo: boolean
  readonly dataDirectory: string
}

/** Reads arguments and environment; all that is wrong is told in one message (exit code 2). */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const problems: string[] = []
  const [mode = LAB.name, ...rest] = args
  const wrongMode = modeProblem(mode)
  if (wrongMode) problems.push(wrongMode)
  if (rest.length > 0) problems.push(`Only one mode fits: npm start -- ${mode}`)
  const number = (name: string, fallback: number, min: number, max: number) => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    problems.push(`${name}=${text} is no number from ${min} to ${max}. Example: ${name}=${fallback} npm start`)
    return fallback
  }
  const port = number('PORT', 8080, 0, 65_535)
  const replicas = number('REPLICAS', 3, 1, 9)
  const demo = env.DEMO ?? '1'
  if (demo !== '0' && demo !== '1' && demo !== '') problems.push(`DEMO=${demo} is neither 1 (with the demo accounts) nor 0.`)
  if (problems.length > 0) throw new Problem(problems.join('\n'), 2)
  const dataDirectory = path.resolve(ROOT, env.HOPCART_DATA || '.data')
  return { mode: mode as ProfileName, port, replicas, demo: demo !== '0', dataDirectory }
}

function modeProblem(mode: string): string | null {
  const rows: readonly Mode[] = MODES
  const known = rows.find(({ name }) => name === mode)
  if (mode === LAB.name || known?.available) return null
  const right = [...rows.filter(({ available }) => available), { ...LAB }]
    .map(({ name, shows }) => `  ${name.padEnd(16)}${shows}`)
    .join('\n')
  const what = known ? `The mode "${mode}" is not available in this version.` : `There is no mode "${mode}".`
  return `${what} Right ones are (npm start -- <mode>):\n${right}`
}
