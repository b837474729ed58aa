import { markdownTable } from '../table'
import type { BenchResult } from './result'
import { correctnessTable, FAMILY_NAMES, figuresTable, metricName, peerTable, targetTable } from './tables'
import { targetSentence } from './target-sentence'
import { noiseLine } from './text-report'
import { brokenPromises, isClose, isRestless, type Verdict, verdictsOf } from './verdicts'

/** docs/benchmarks.md: what came out, what it means, how it was measured. */
export function markdownReport(result: BenchResult): string {
  const verdicts = verdictsOf(result)
  return `# Benchmarks of the session stores
<!-- Made by \`npm run bench:sessions\`; change bench/sessions/markdown-report.ts, not this file. -->

Measured on ${result.at.slice(0, 10)} by \`${result.command}\` (${result.rounds} rounds, ${result.minutes} minutes) on ${machineLine(result)}.
${noiseLine(result)}

## In short
${targetSentence(verdicts, isRestless(result.cells))} ${peerSentence(verdicts)} ${promiseSentence(result)}

## Against the floor
The floor is the least that a back end can be asked for: of Redis one \`HGETALL\` to read and one script of \`HINCRBY\` and \`HGETALL\` to
change, of Postgres one prepared \`SELECT\` and one prepared \`UPDATE … RETURNING\` of a row that holds the whole session, of memory a \`Map\`. It
knows no expiry, no retry, no sign-in and no sign-out. A share of 0.9 means: all that a session store adds costs a tenth of the speed. The
number after the dot says how many are at once.

${markdownTable(targetTable(result))}

## Beside express-session
The same request's session work by [express-session](https://github.com/expressjs/session) and its most used stores. *Faster* is asked
strictly: the peers are made a present of what express-session does before it asks its store (${(result.frontCostMs * 1000).toFixed(1)} µs for the cookie and its signature).

${markdownTable(peerTable(result))}

## Whether it is right
Speed is worth nothing if carts lose lines. Two clients (two connections, as two replicas have them; in memory one process) add to one
session. *Lost* is acknowledged and not in the cart afterwards: the middle of five runs of 200 adds, with the range. Then a sign-out among
50 adds, 20 times: how often the old cookie still opened the session. Then a sign-in among 10 adds, 20 times: how many of the acknowledged
adds the signed-in cart has, and how often the old cookie still opened a session.

${markdownTable(correctnessTable(result))}

The peers load the whole session, change it and save the whole session: whoever saves last wins, and a save after a sign-out brings the
session back. Hopcart sends the change itself, and the store applies it to the session as it is then, or refuses.

## All figures
Operations per second are medians over the rounds, with the quartiles: half of the rounds lay between them. p50 and p99 are the medians of
each round's latencies. *of floor* is the median of each round's share.

${result.families.map((family) => `### ${FAMILY_NAMES[family]}\n${markdownTable(figuresTable(result, family))}`).join('\n\n')}

${method(result)}`
}

function machineLine({ machine }: BenchResult): string {
  const servers = [machine.redis && `Redis ${machine.redis}`, machine.postgres && `Postgres ${machine.postgres}`].filter(Boolean)
  return `${machine.cores} cores with ${machine.memoryGiB} GiB (${machine.system}), Node ${[machine.node, ...servers].join(', ')}; clients, servers and the measuring process share them`
}

function peerSentence(verdicts: readonly Verdict[]): string {
  const listed = (some: readonly Verdict[]) => some.map((each) => `${FAMILY_NAMES[each.family]} ${metricName(each)}`).join(', ')
  const slower = verdicts.filter(({ peer }) => !peer.isBeaten)
  const close = verdicts.filter(({ peer }) => isClose(peer.factor, 1))
  const where = slower.length === 0 ? `all ${verdicts.length} lines` : `${verdicts.length - slower.length} of ${verdicts.length} lines`
  const not = slower.length === 0 ? '' : `; not on ${listed(slower)}`
  return `By its medians Hopcart is faster than express-session on ${where}${not}${close.length === 0 ? '' : `; close on ${listed(close)}`}.`
}

function promiseSentence(result: BenchResult): string {
  const broken = brokenPromises(result)
  return broken.length === 0 ? 'It lost, doubled and revived nothing.' : `**It broke promises: ${broken.join('; ')}.**`
}

function method({ rounds, machine }: BenchResult): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`)
  return `## How it was measured
- **One run, in turns.** For each operation everybody gets a slice of 0.65 s per round, ${rounds} rounds, each in another order, after a warm-up; before each
  slice garbage is collected and a moment is not counted, so that nobody pays for whoever was before. What disturbs the machine disturbs all; shares and factors are taken round by round, and their median is shown.
- **What is measured is the session work of a request**, at the store: over HTTP, Next's own cost per request would hide all differences.
  *read* loads a session as a page does, with the keeping alive; *change* puts one more of a product in the cart; *renew* signs in (for Hopcart
  the fence and the renewal, two calls; for express-session \`regenerate\` with the cart carried over). 200 sessions with five lines each take
  turns; *one session* has all 32 work on the same one.
- **The same settings for all of a kind.** The Redis floor has the store's connection settings, time-outs included; Postgres floor, store and peer have
  pools of ten. Redis keeps an append-only file that is flushed each second; Postgres waits for its disk at every commit.
- **Keeping alive differs by design.** express-session writes at every read (\`touch\`); Hopcart slides the end of a session at most once a minute. Both
  are measured as they are. Writing less is part of the answer, and so is the peers' choice.
- **express-session runs its own code**: its middleware with a request and a response that cost nothing (no socket, no HTTP), configured as the READMEs advise:
  \`resave: false\`, \`saveUninitialized: false\`, connect-redis on node-redis, connect-pg-simple without its pruning. Its requests end when it ends them, after the save.
- **Concurrency in memory** has nothing to wait for: the loop that measures, and the clock that it reads, are a large part of what a \`Map\` costs there.
- Packages: ${packages.join(', ')}.

Absolute figures are this machine's. Run it on yours: \`npm run bench:sessions\` takes about five minutes, starts its own servers and leaves nothing running.
`
}
