/**
 * docs/capacity.md: the measured figures, the assumptions, and what they come to.
 *
 * @module
 */
import { markdownTable, type Table } from '../table'
import { ASSUMPTIONS as A } from './assumptions'
import { averageBytes, clusterNeed, cookieTraffic, gib, limitOf, type Need, postgresNeed, rates, redisNeed } from './derive'
import type { CapacityResult, Cost, Costs, Held } from './result'

const SCALES = [1e6, 1e7, 1e8]

/** The whole page. */
export function capacityPage(result: CapacityResult): string {
  const { machine, at, command, minutes, load, sessions } = result
  const busy =
    load.before > machine.cores / 4
      ? ` The machine was not idle (load average ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after): bytes do not mind, processor times do a little.`
      : ''
  return `# What sessions cost: memory, traffic, round trips
<!-- Made by \`npm run bench:capacity\`; change bench/capacity/, not this file. -->

Measured on ${at.slice(0, 10)} by \`${command}\` (${minutes} minutes) on ${machine.cores} cores with ${machine.memoryGiB} GiB (${machine.system}), Node ${machine.node}, Redis ${machine.redis}, Postgres ${machine.postgres}.${busy}
Two sessions: a **guest** with 3 lines in the cart, and a **shopper** who is signed in with 10. Whatever is not in a table of *measured* figures is computed from those figures and from the assumptions that follow.

## Assumptions
${markdownTable(assumptionTable())}

## Measured: bytes for each session
*Fresh*: at once after the last change. *Idle*: when what is remembered for a while (ids of changes for ten minutes, the old token for half a minute) is gone.

${markdownTable(heldTable(result))}

Redis: \`used_memory\`, ${count(sessions.redis)} sessions of each. Postgres: tables and indexes after VACUUM, ${count(sessions.postgres)} sessions; idle ones written anew (VACUUM FULL), of which indexes
${count(result.postgres.indexes.guest)} and ${count(result.postgres.indexes.shopper)} bytes. The cluster modes: heap of one holder, ${count(sessions.cluster)} sessions in three processes; \`replicated\` has a holder per replica,
\`primary-backup\` two; a member keeps its latest 1,000 unpacked, which is
in these figures and weighs less among millions. Memory: heap of the one replica, ${count(sessions.memory)} sessions. \`redis-ha\` and \`redis-cluster\` keep the same keys in each copy (derived, not measured; a slot adds nothing to a key of a tagged session).

## Measured: bytes and round trips of a call
On a shopper's session, one call at a time, both ways, without the headers of TCP and TLS. A *slide* is what a read costs more when it moves the idle end: once per min(60 s, idle / 10) at most.

${markdownTable(costTable(result))}

The cluster modes carry bytes between three replicas, asked at one that did not make the session; the round trips are pairs of frames, of which those to several members go at once. In a larger \`replicated\` cluster a change costs as much again for
every two members more. Where the cookie is the session, a request carries ${count(result.stateless.cookie.guest)} (guest) or ${count(result.stateless.cookie.shopper)} bytes (shopper), of 4,096 that browsers keep; elsewhere
${count(result.stateless.token)}.

## What happens in a second at the busiest time
${markdownTable(rateTable())}

A slide is a write: at these rates sliding expiry writes ${times(rates(1e6, A).slides / rates(1e6, A).changes)} as often as shoppers do. Without its interval every read would, ${times(rates(1e6, A).reads / rates(1e6, A).changes)} as often.

${SCALES.map((scale) => `## ${count(scale / 1e6)} million sessions\n${markdownTable(needTable(result, scale))}`).join('\n\n')}

*Memory in all*: Redis with fragmentation and the room that a fork needs for a rewrite of its file or a full copy, in every copy; Postgres on disk, with dead rows; replicas as heap. *Servers* are of ${gib(A.serverBytes)}, or
replicas with ${gib(A.replicaHeapBytes)} of heap for sessions. Cookies: bytes of the session's cookie in requests and, where it is the session, in answers.

## When a mode stops being sensible
${markdownTable(limitTable(result))}
`
}

function assumptionTable(): Table {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return [
    ['what', 'how much'],
    ['sessions that are signed in with ten lines; the others are guests with three', percent(A.shopperShare)],
    ['sessions in use at the busiest time', percent(A.inUse)],
    ['requests of a session in use', `${A.requestsPerMinute} a minute`],
    ['of them changes', percent(A.changes)],
    ['a server', `${gib(A.serverBytes)}, of which ${percent(A.serverShare)} for data`],
    ["Redis' fragmentation", `× ${A.redisFragmentation}`],
    ['room for what changes during a fork', percent(A.redisForkShare)],
    ['most data of one Redis process; most of its core in use', `${gib(A.redisProcessBytes)}; ${percent(A.redisBusy)}`],
    ['copies in redis-ha; in redis-cluster, of at least three masters', `${A.haCopies}; ${A.clusterCopies}`],
    ["dead rows in Postgres' tables", `× ${A.postgresBloat}`],
    ['commits of one Postgres; reads', `${count(A.postgresCommits)} a second; ${count(A.postgresReads)} a second`],
    ['heap of a replica for sessions; replicas of a cluster', `${gib(A.replicaHeapBytes)}; ${A.clusterMembers} at most`],
    ["replication on a replica's wire", `${mb(A.clusterWireBytes)} at most`],
  ]
}

function heldTable({ redis, postgres, cluster, memory }: CapacityResult): Table {
  const row = (name: string, { fresh, idle }: Held) => [name, ...[idle.guest, idle.shopper, fresh.guest, fresh.shopper].map(count)]
  return [
    ['sessions in', 'guest, idle', 'shopper, idle', 'guest, fresh', 'shopper, fresh'],
    row('Redis', redis.held),
    row('Postgres', postgres.held),
    row('replicated, one holder', cluster.replicated.held),
    row('primary-backup, one holder', cluster['primary-backup'].held),
    row('memory of one replica', memory.held),
  ]
}

function costTable({ redis, postgres, cluster }: CapacityResult): Table {
  const cells = ({ bytes, roundTrips, serverMicroseconds }: Cost) => [
    count(bytes),
    roundTrips.toFixed(1),
    serverMicroseconds === null ? '–' : serverMicroseconds.toFixed(0),
  ]
  const rows = (name: string, costs: Costs) => (['read', 'change', 'slide'] as const).map((call) => [name, call, ...cells(costs[call])])
  return [
    ['store', 'call', 'bytes', 'round trips', "µs of the server's core"],
    ...rows('Redis', redis.costs),
    ...rows('Postgres', postgres.costs),
    ...rows('replicated × 3', cluster.replicated.costs),
    ...rows('primary-backup × 3', cluster['primary-backup'].costs),
  ]
}

function rateTable(): Table {
  const rows = SCALES.map((scale) => {
    const { inUse, reads, changes, slides } = rates(scale, A)
    return [`${count(scale / 1e6)} million`, ...[inUse, reads, changes, slides].map(count)]
  })
  return [['sessions', 'in use', 'reads', 'changes', 'slides'], ...rows]
}

type Row = { readonly name: string; readonly need: (result: CapacityResult, sessions: number) => Need }
const ROWS: readonly Row[] = [
  { name: 'redis', need: (result, sessions) => redisNeed(result, sessions, A, 1, false) },
  { name: 'redis-ha', need: (result, sessions) => redisNeed(result, sessions, A, A.haCopies, false) },
  { name: 'redis-cluster', need: (result, sessions) => redisNeed(result, sessions, A, A.clusterCopies, true) },
  { name: 'db', need: postgresNeedOf },
  { name: 'replicated', need: (result, sessions) => clusterNeed(result, 'replicated', sessions, A) },
  { name: 'primary-backup', need: (result, sessions) => clusterNeed(result, 'primary-backup', sessions, A) },
]

function postgresNeedOf(result: CapacityResult, sessions: number): Need {
  return postgresNeed(result, sessions, A)
}

function needTable(result: CapacityResult, sessions: number): Table {
  const { sealed, token } = cookieTraffic(result, sessions, A)
  const cookies = ({ up, down }: typeof sealed) => mb(up + down)
  const rows = ROWS.map(({ name, need }) => {
    const { data, total, servers, wire, by, problem } = need(result, sessions)
    return [name, gib(data), gib(total), problem ? '–' : `${servers} (${by})`, mb(wire), cookies(token), problem ?? 'yes']
  })
  return [
    ['mode', 'data, one copy', 'memory in all', 'servers', "the store's wire", 'cookies', 'sensible'],
    ...rows,
    ['stateless', '–', '–', '0', '–', cookies(sealed), 'yes, where its promise is enough'],
  ]
}

function limitTable(result: CapacityResult): Table {
  const rows = ROWS.map(({ name, need }) => {
    const limit = limitOf((sessions) => need(result, sessions))
    return [
      name,
      limit === null ? 'above 1,000 million' : about(limit),
      limit === null ? 'more masters' : (need(result, limit * 1.02).problem ?? ''),
    ]
  })
  const memory = A.replicaHeapBytes / averageBytes(result.memory.held, A)
  return [
    ['mode', 'up to about', 'then'],
    ['memory, sticky, sticky-ip', `${about(memory)} for each replica`, "a replica's heap is full; what it has goes with it"],
    ...rows,
    ['stateless', 'any number', `a cart of ${result.stateless.lines} lines fills the 4 KB of a cookie; nothing can be revoked at once`],
  ]
}

/** Two digits that mean something. */
function about(sessions: number): string {
  const digits = 10 ** (Math.floor(Math.log10(sessions)) - 1)
  return count(Math.floor(sessions / digits) * digits)
}

function times(factor: number): string {
  return `${factor.toFixed(1)} times`
}

function mb(bytes: number): string {
  return bytes >= 1e7 ? `${count(bytes / 1e6)} MB/s` : `${(bytes / 1e6).toFixed(1)} MB/s`
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString('en-US')
}
