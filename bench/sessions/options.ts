import path from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '../../infra/local/problem'
import { ROOT, SHARED_DATA } from '../../infra/local/settings'
import { FAMILIES, type Family } from './contestant'

/** Below this, quartiles mean nothing and a report is not worth publishing. */
const PUBLISHED_ROUNDS = 5

export const USAGE = `npm run bench:sessions [-- options]
  --rounds n      how often everybody is measured (7)
  --only a,b      only these of ${FAMILIES.join(', ')}
  --json file     where the figures go (.data/bench/sessions.json; with --only sessions-partial.json beside it)
  --docs file     where the report goes (docs/benchmarks.md, if everybody was measured at least ${PUBLISHED_ROUNDS} times; else nowhere)
  --from file     measures nothing: shows the figures of an earlier run again, and writes their report`

export type BenchOptions = {
  readonly rounds: number
  readonly families: readonly Family[]
  readonly json: string
  /** Null: {@link reportFile} decides. */
  readonly docs: string | null
  readonly from: string | null
  /** As it was asked for, for the report. */
  readonly command: string
}

/** Reads the command line; all that is wrong is told in one message (exit code 2). */
export function readOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const
  const { values } = parse(args, { rounds: text, only: text, json: text, docs: text, from: text })
  const problems: string[] = []
  const rounds = Number(values.rounds ?? 7)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) problems.push(`--rounds ${values.rounds} is no number from 1 to 100.`)
  const wanted = values.only?.split(',').map((name) => name.trim())
  const unknown = wanted?.filter((name) => !(FAMILIES as readonly string[]).includes(name)) ?? []
  if (unknown.length > 0) problems.push(`--only takes ${FAMILIES.join(', ')}, not ${unknown.join(', ')}.`)
  if (problems.length > 0) throw new Problem(`${problems.join('\n')}\n${USAGE}`, 2)
  const families = FAMILIES.filter((family) => !wanted || wanted.includes(family))
  const isWhole = families.length === FAMILIES.length
  const json = path.resolve(values.json ?? path.join(SHARED_DATA, 'bench', isWhole ? 'sessions.json' : 'sessions-partial.json'))
  const shown = [...(values.rounds ? ['--rounds', values.rounds] : []), ...(values.only ? ['--only', families.join(',')] : [])]
  const command = ['npm run bench:sessions', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ')
  const [docs = null, from = null] = [values.docs, values.from].map((file) => (file === undefined ? null : path.resolve(file)))
  return { rounds, families, json, docs, from, command }
}

/** Where the report of a result goes: where it was asked to, or to the docs if it is whole. */
export function reportFile({ docs }: BenchOptions, { families, rounds }: Pick<BenchOptions, 'families' | 'rounds'>): string | null {
  const isPublished = families.length === FAMILIES.length && rounds >= PUBLISHED_ROUNDS
  return docs ?? (isPublished ? path.join(ROOT, 'docs/benchmarks.md') : null)
}

function parse<T extends Record<string, { type: 'string' }>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options })
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
}
