import path from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '../../infra/local/problem'
import { SHARED_DATA } from '../../infra/local/settings'
import { KINDS, type Kind } from './protocol'

export type ClusterBenchOptions = {
  /** Members of a cluster, ascending. */
  readonly sizes: readonly number[]
  readonly kinds: readonly Kind[]
  /** Slices of everybody in everything. */
  readonly rounds: number
  readonly sliceMs: number
  /** Sessions that are changed while speed is measured, and while a member is killed. */
  readonly sessions: number
  /** Sessions whose memory is measured, and that a joiner has to learn. */
  readonly held: number
  readonly kills: number
  readonly json: string
  readonly markdown: string | null
  readonly profileDirectory: string | null
  readonly isQuick: boolean
  /** As it was asked for. */
  readonly command: string
}

const FULL = { sizes: '2,3,5,8', rounds: '7', slice: '650', sessions: '1000', held: '100000', kills: '3' }
const QUICK: typeof FULL = { sizes: '2,3', rounds: '1', slice: '200', sessions: '100', held: '500', kills: '1' }
const LARGEST = 16

export const USAGE = `npm run bench:cluster [-- options]
  --sizes a,b      members of a cluster (${FULL.sizes}; at most ${LARGEST})
  --only a,b       only these of ${KINDS.join(', ')}
  --rounds n       slices of everybody in everything (${FULL.rounds})
  --slice ms       how long one takes (${FULL.slice})
  --sessions n     sessions that are changed meanwhile (${FULL.sessions})
  --held n         sessions for the memory and for joiners (${FULL.held})
  --kills n        how often a member is killed, for each size and store; 0 for never (${FULL.kills})
  --quick          tiny numbers for whatever is not given: whether it works, no figures (sizes ${QUICK.sizes}, ${QUICK.held} held)
  --json file      where the figures go (.data/bench/cluster.json; with --quick or --only cluster-partial.json beside it)
  --markdown file  writes the tables there in Markdown
  --profile dir    writes there what the members spent their time on while speed was measured (open it in Chromium's developer tools)`

/** Reads the command line. @throws Problem with all that is wrong, in one message (exit code 2) */
export function readOptions(args: readonly string[]): ClusterBenchOptions {
  const values = parse(args)
  const defaults = values.quick ? QUICK : FULL
  const problems: string[] = []
  const count = (name: Exclude<keyof typeof FULL, 'sizes'>, least: number, most: number) => {
    const number = Number(values[name] ?? defaults[name])
    if (!Number.isInteger(number) || number < least || number > most)
      problems.push(`--${name} ${values[name]} is no whole number from ${least} to ${most}.`)
    return number
  }
  const sizes = [...new Set((values.sizes ?? defaults.sizes).split(',').map(Number))].sort((a, b) => a - b)
  if (!sizes.every((size) => Number.isInteger(size) && size >= 2 && size <= LARGEST))
    problems.push(`--sizes takes whole numbers from 2 to ${LARGEST}, not ${values.sizes}.`)
  const wanted = values.only?.split(',').map((name) => name.trim())
  const unknown = wanted?.filter((name) => !(KINDS as readonly string[]).includes(name)) ?? []
  if (unknown.length > 0) problems.push(`--only takes ${KINDS.join(', ')}, not ${unknown.join(', ')}.`)
  const counts = {
    rounds: count('rounds', 1, 100),
    sliceMs: count('slice', 50, 60_000),
    sessions: count('sessions', 64, 100_000),
    held: count('held', 100, 1_000_000),
    kills: count('kills', 0, 100),
  }
  if (problems.length > 0) throw new Problem(`${problems.join('\n')}\n${USAGE}`, 2)
  const isQuick = values.quick === true
  const file = isQuick || wanted ? 'cluster-partial.json' : 'cluster.json'
  const at = (given: string | undefined) => (given === undefined ? null : path.resolve(given))
  return {
    ...counts,
    sizes,
    kinds: KINDS.filter((kind) => !wanted || wanted.includes(kind)),
    json: at(values.json) ?? path.join(SHARED_DATA, 'bench', file),
    markdown: at(values.markdown),
    profileDirectory: at(values.profile),
    isQuick,
    command: ['npm run bench:cluster', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const counts = { sizes: text, rounds: text, slice: text, sessions: text, held: text, kills: text }
  const options = { ...counts, only: text, json: text, markdown: text, profile: text, quick: { type: 'boolean' } } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
}
