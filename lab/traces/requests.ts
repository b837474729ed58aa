import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ModeName, Session } from '@/sessions'
import { onStoreCall, type StoreCall } from '@/sessions/request'
import { countOf } from '@/shop/cart'
import type { RequestRecord, SessionView } from '../contract'
import { Rings } from './rings'
import { type ShoppersRequest, shoppersRequest } from './shoppers-request'

/** A session as a request left it, with the account's id: whoever shows it looks the name up. */
type RawSession = Omit<SessionView, 'user'> & { readonly userId: string | null }
/** A request as this replica saw it. */
export type RawRecord = Omit<RequestRecord, 'session'> & { readonly session: RawSession | null }

/** A request under way. */
type UnderWay = ShoppersRequest & {
  at: number
  began: number
  calls: string[]
  storeMs: number
  session: RawSession | null
  outage: boolean
}

type Traces = {
  /** By the balancer's id. */
  readonly underWay: Map<string, UnderWay>
  readonly rings: Rings<RawRecord & { readonly sequence: number }>
  readonly counts: Partial<Record<ModeName, number>>
  sequence: number
}

const MOST_VISITORS = 100
const MOST_OF_EACH = 200
/** Of a client that went away before it was answered, as nginx's own log has it. */
const CLIENT_WENT = 499

/** Hung on globalThis: Next bundles instrumentation.ts and the routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartTraces?: Traces }

/** Begins to record the requests of visitors of the Lab ({@link requestsOf}) and to count those of all shoppers; once, in the lab, at the start. */
export function watchRequests(): void {
  if (holder.__hopcartTraces) return
  const traces: Traces = { underWay: new Map(), rings: new Rings(MOST_VISITORS, MOST_OF_EACH), counts: {}, sequence: 0 }
  holder.__hopcartTraces = traces
  onStoreCall(quietly((call: StoreCall) => noteCall(traces, call)))
  const started = ({ request, response }: { request: IncomingMessage; response: ServerResponse }) => begin(traces, request, response)
  // https://nodejs.org/api/diagnostics_channel.html#http: before any listener of the server sees the request.
  subscribe('http.server.request.start', quietly(started) as (message: unknown) => void)
}

/** What this process has recorded of a visitor after the number `after`, oldest first, and the number to ask with next time; a new process begins at 0 again. */
export function requestsOf(visitor: string, after: number): { records: RawRecord[]; last: number } {
  const { rings, sequence: last = after } = holder.__hopcartTraces ?? {}
  const newer = rings?.of(visitor).filter(({ sequence }) => sequence > after) ?? []
  return { records: newer.map(({ sequence: _, ...record }) => record), last }
}

/** Ids of the sessions that a visitor's requests have led to since a time (ms since the epoch), also those that are not answered yet. */
export function sessionsOf(visitor: string, since: number): string[] {
  const { underWay, rings } = holder.__hopcartTraces ?? {}
  const pending = [...(underWay?.values() ?? [])].filter((own) => own.visitor === visitor)
  const recent = rings?.of(visitor).filter(({ at }) => at > since) ?? []
  return [...new Set([...recent, ...pending].flatMap(({ session }) => session?.id ?? []))]
}

/** How many requests of shoppers this process has answered, by mode. */
export function requestCounts(): Partial<Record<ModeName, number>> {
  return { ...holder.__hopcartTraces?.counts }
}

function begin(traces: Traces, request: IncomingMessage, response: ServerResponse): void {
  const asked = shoppersRequest(request)
  if (!asked) return
  const { id } = asked
  // Next asks itself under the same id for the page that a server action leads to: part of that request.
  if (id !== null && traces.underWay.has(id)) return
  const own: UnderWay = { ...asked, at: Date.now(), began: performance.now(), calls: [], storeMs: 0, session: null, outage: false }
  if (id !== null) traces.underWay.set(id, own)
  response.once(
    'close',
    quietly(() => {
      if (id !== null) traces.underWay.delete(id)
      const isCut = !response.writableFinished && !response.headersSent
      end(traces, own, isCut ? CLIENT_WENT : response.statusCode)
    }),
  )
}

function end(traces: Traces, own: UnderWay, status: number): void {
  const { id, visitor, began, calls, storeMs, ...rest } = own
  traces.counts[own.mode] = (traces.counts[own.mode] ?? 0) + 1
  if (id === null || visitor === null) return
  traces.sequence += 1
  traces.rings.add(visitor, {
    ...rest,
    id,
    calls,
    status,
    replica: process.env.REPLICA ?? 'web-1',
    totalMs: rounded(performance.now() - began),
    storeMs: calls.length === 0 ? null : rounded(storeMs),
    sequence: traces.sequence,
  })
}

function noteCall({ underWay }: Traces, { requestId, call, ms, session, outage }: StoreCall): void {
  const own = requestId === null ? undefined : underWay.get(requestId)
  if (!own) return
  own.calls.push(call)
  own.storeMs += ms
  own.outage ||= outage
  if (session !== undefined) own.session = session && rawSession(session)
}

/** Never the token, and none of the attributes. */
function rawSession(session: Session): RawSession {
  const { id, userId, version } = session
  return { id, userId, signedIn: userId !== null, cartCount: countOf(session), version }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** What goes wrong here must not reach the request: an error in a subscriber would end the process. */
function quietly<T>(work: (given: T) => void): (given: T) => void {
  return (given) => {
    try {
      work(given)
    } catch (error) {
      console.error('A request could not be recorded for the Lab:', error)
    }
  }
}
