import { type Mode, modeOf } from '../../sessions'
import { markdownTable, type Table, textTable } from '../table'
import type { Judgement } from './judge'
import type { FaultBenchResult, FaultRuns } from './result'
import { verdict } from './verdict'

/** Between these the section of docs/benchmarks.md is replaced. */
const MARKS = ['<!-- Made by `npm run bench:faults`: from here', 'to here. -->'] as const

/** The table for the terminal. */
export function textReport(result: FaultBenchResult): string {
  return [textTable(table(result)), measuredOn(result)].join('\n\n')
}

/** A document with its section replaced, or added at the end. */
export function withSection(document: string, result: FaultBenchResult): string {
  const section = `${MARKS[0]} -->\n${markdownSection(result)}\n<!-- ${MARKS[1]}`
  const [from, to] = [document.indexOf(MARKS[0]), document.indexOf(MARKS[1])]
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${section}\n`
  return document.slice(0, from) + section + document.slice(to + MARKS[1].length)
}

function markdownSection(result: FaultBenchResult): string {
  const { faults, clients } = result
  const kinds = [...new Map(faults.map((each) => [`${each.mode} ${each.fault.what}`, each])).values()]
  return [
    '# Fault runs: what is promised, and what was seen',
    measuredOn(result),
    'Sums over all runs; times are the median of the runs, with the worst. *Acknowledged*: changes that a call answered, sign-ins and sign-outs included. *Lost*: acknowledged and not there afterwards; *of them not to be*: sign-ins, and changes that asked for it as checkout does. *Doubled*: there more than once. *Unavailable for*: the longest that any client went without an answer though it tried all the time. *Recovered after*: from the beginning of the fault to the last refusal. Signed out, alive after sign-out, read older than before without a loss: must be 0 everywhere, and stands in the last column where it is not.',
    markdownTable(table(result)),
    `What was done (${clients} shoppers at once at three replicas, each with a life of adds, removals, reads, a sign-in and a sign-out, all through whichever replica is next; what is refused is repeated with the same id):`,
    kinds.map(({ mode, fault }) => `- **${mode}, ${fault.name}**: ${fault.what}.`).join('\n'),
    'A killed process has given its writes to the system, which keeps them: a single Redis with `appendfsync everysec` loses its last second only when the whole machine stops. The promise speaks of that; these runs do not stop machines.',
  ].join('\n\n')
}

function table({ faults }: FaultBenchResult): Table {
  const head = [
    'mode',
    'fault',
    'promise',
    'runs',
    'acknowledged',
    'lost',
    'of them not to be',
    'doubled',
    'unavailable for s',
    'recovered after s',
    'longest call s',
    'held',
  ]
  return [head, ...faults.map(row)]
}

function row({ mode, fault, runs }: FaultRuns): string[] {
  const sum = (figure: (run: Judgement) => number) => runs.reduce((total, run) => total + figure(run), 0).toLocaleString('en-US')
  const wrong = verdict(fault, runs)
  return [
    mode,
    fault.name,
    promiseOf(modeOf(mode), fault.mayLose),
    String(runs.length),
    sum(({ acknowledged }) => acknowledged),
    sum(({ lost }) => lost),
    sum(({ durableLost }) => durableLost),
    sum(({ doubled }) => doubled),
    seconds(runs.map(({ unavailableMs }) => unavailableMs)),
    seconds(runs.flatMap(({ recoveredMs }) => recoveredMs ?? [])),
    seconds(runs.map(({ longestCallMs }) => longestCallMs)),
    wrong.length === 0 ? 'yes' : `**no**: ${wrong.join(', ')}`,
  ]
}

function promiseOf({ promise }: Mode, mayLose: FaultRuns['fault']['mayLose']): string {
  const meanwhile = promise.whenCutOff === 'fails-over' ? 'another takes over' : 'unavailable meanwhile'
  return `${mayLose === 'nothing' ? 'nothing lost' : 'lost at most what had no copy yet'}; ${meanwhile}`
}

/** `1.4 (2.0)`: the median, and the worst where that is another; `–` of none. */
function seconds(figures: readonly number[]): string {
  if (figures.length === 0) return '–'
  const sorted = [...figures].sort((a, b) => a - b)
  const text = (ms: number) => (ms / 1000).toFixed(ms < 100 ? 2 : 1)
  const [middle, worst] = [text(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0), text(sorted.at(-1) ?? 0)]
  return middle === worst ? middle : `${middle} (${worst})`
}

function measuredOn({ machine, minutes, load, command, at }: FaultBenchResult): string {
  const { cores, memoryGiB, node, redis, postgres, system } = machine
  const busy = load.before > cores / 4 ? ` The machine was not idle when it began (load average ${load.before.toFixed(1)}).` : ''
  const servers = [redis && `Redis ${redis}`, postgres && `Postgres ${postgres}`].filter(Boolean).join(', ')
  return `Measured on ${at.slice(0, 10)} by \`${command}\` (${minutes} minutes) on ${cores} cores with ${memoryGiB} GiB (${system}), Node ${node}, ${servers}; shoppers, replicas and servers share them.${busy}`
}
