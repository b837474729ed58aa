import path from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '../../infra/local/problem'
import { SHARED_DATA } from '../../infra/local/settings'
import { FAULT_MODES, type FaultMode } from './place'

export type FaultBenchOptions = {
  readonly modes: readonly FaultMode[]
  /** How often each fault is run, each time on new servers. */
  readonly runs: number
  readonly clients: number
  /** Clients go on this long before the fault and after everybody is served again, in milliseconds. */
  readonly aroundMs: number
  readonly json: string
  /** The document whose section is replaced; null: none. */
  readonly markdown: string | null
  /** As it was asked for. */
  readonly command: string
}

const FULL = { runs: '3', clients: '12', around: '2000' }
const QUICK: typeof FULL = { runs: '1', clients: '4', around: '500' }

export const USAGE = `npm run bench:faults [-- options]
  --only a,b       only these modes of ${FAULT_MODES.join(', ')}
  --runs n         how often each fault is run, on new servers (${FULL.runs})
  --clients n      shoppers at once (${FULL.clients})
  --around ms      how long they go on before a fault and after it (${FULL.around})
  --quick          small numbers for whatever is not given: whether it works, no figures
  --json file      where the figures go (.data/bench/faults.json; with --quick or --only faults-partial.json beside it)
  --markdown file  replaces the section between the marks of this benchmark in a document (docs/benchmarks.md)`

/** Reads the command line. @throws Problem with all that is wrong, in one message (exit code 2) */
export function readOptions(args: readonly string[]): FaultBenchOptions {
  const values = parse(args)
  const defaults = values.quick ? QUICK : FULL
  const problems: string[] = []
  const count = (name: keyof typeof FULL, least: number, most: number) => {
    const number = Number(values[name] ?? defaults[name])
    if (!Number.isInteger(number) || number < least || number > most)
      problems.push(`--${name} ${values[name]} is no whole number from ${least} to ${most}.`)
    return number
  }
  const wanted = values.only?.split(',').map((name) => name.trim())
  const unknown = wanted?.filter((name) => !(FAULT_MODES as readonly string[]).includes(name)) ?? []
  if (unknown.length > 0) problems.push(`--only takes ${FAULT_MODES.join(', ')}, not ${unknown.join(', ')}.`)
  const counts = { runs: count('runs', 1, 100), clients: count('clients', 1, 200), aroundMs: count('around', 100, 60_000) }
  if (problems.length > 0) throw new Problem(`${problems.join('\n')}\n${USAGE}`, 2)
  const file = values.quick || wanted ? 'faults-partial.json' : 'faults.json'
  return {
    ...counts,
    modes: FAULT_MODES.filter((mode) => !wanted || wanted.includes(mode)),
    json: values.json === undefined ? path.join(SHARED_DATA, 'bench', file) : path.resolve(values.json),
    markdown: values.markdown === undefined ? null : path.resolve(values.markdown),
    command: ['npm run bench:faults', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { runs: text, clients: text, around: text, only: text, json: text, markdown: text, quick: { type: 'boolean' } } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
}
