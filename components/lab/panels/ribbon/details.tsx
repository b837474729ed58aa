import type { ReactNode } from 'react'
import type { Observation } from '@/lab/client/types'
import { replicaLetter, shortId } from '@/lab/names'
import { CloseButton } from '../close-button'
import { ReplicaMark } from '../place-mark'
import { msText } from '../words'
import { foundText, requestName } from './found'

/** Everything that is known of one request. */
export function Details({ id, each, onClose }: { id: string; each: Observation; onClose: () => void }) {
  const { replica, method, route, label, status, session, calls, tries, anomalies, storeMs, totalMs, at, mode, shopper } = each
  const facts: [string, ReactNode][] = [
    ['answered by', replica ? <ReplicaMark key="mark" replica={replica} /> : each.pending ? 'not yet' : 'nobody'],
    ['status', each.pending ? 'under way' : (status ?? 'none')],
    ['found', foundText(each)],
    ['session', session ? `${shortId(session.id)}, version ${session.version}` : '–'],
    ['asked the store', calls.length > 0 ? calls.join(', ') : 'nothing'],
    ['in the store', storeMs === null ? '–' : msText(storeMs)],
    ['in all', totalMs === null ? '–' : msText(totalMs)],
    ['tried', tries.length > 0 ? tries.map(tryText).join(', then ') : '–'],
    ['began', clock(at)],
    ['cookie', each.presented ? 'presented' : 'none seen'],
    [
      'sent by',
      `${each.own ? 'this page' : each.prefetch ? 'a prefetch' : 'another page or tab'}${shopper > 1 ? `, shopper ${shopper}` : ''}`,
    ],
    ['mode', mode],
    ['request', shortId(each.key)],
  ]
  return (
    <section id={id} aria-label={`${method} ${requestName(each)}`} className="mt-3 rounded-2xl border border-line bg-paper p-3.5 sm:p-4">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0 wrap-anywhere">
          <b className="font-bold">{method}</b> {route}
          {label ? <span className="text-soft"> · {label}</span> : null}
        </p>
        <CloseButton label="Close these details" onClose={onClose} />
      </div>
      {anomalies.length > 0 ? (
        <p className="mt-1 font-semibold text-(--lab-anomaly)">{anomalies.map(({ text }) => text).join(', ')}</p>
      ) : null}
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2.5 text-sm sm:grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-soft">{name}</dt>
            <dd className="font-medium wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function tryText({ replica, status }: Observation['tries'][number]): string {
  return `${replica ? replicaLetter(replica) : 'an address without a name'} ${status ?? 'no answer'}`
}

/** `14:03:07.213`, in the reader's own time zone. */
function clock(at: number): string {
  const time = new Date(at)
  return `${time.toLocaleTimeString('en-GB')}.${String(time.getMilliseconds()).padStart(3, '0')}`
}
