import { holdingText, storeLines } from './counts'
import { beliefText, type ReplicaFacts } from './replica-facts'
import { ServerRows } from './server-rows'
import type { StoreFacts } from './surroundings'

const CELL = 'border-line border-b px-2 py-2 text-left font-normal align-top'
const NONE = '–'

/** All that the picture shows of its nodes, as a table. */
export function NodeTable({ replicas, store }: { replicas: readonly ReplicaFacts[]; store: StoreFacts | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on narrow screens, also by keyboard
    <section aria-label="The picture as a table" tabIndex={0} className="overflow-x-auto pt-2">
      <table className="w-full min-w-140 border-collapse text-sm whitespace-nowrap tabular-nums">
        <thead>
          <tr className="text-soft">
            {['Node', 'Condition', 'Requests', 'Sessions', 'Memory', 'Your session', 'Believes of you'].map((heading) => (
              <th key={heading} scope="col" className={CELL}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {replicas.map(({ name, letter, condition, requests, sessions, memoryMb, role, belief }) => (
            <tr key={name}>
              <th scope="row" className={`${CELL} font-semibold`}>
                Replica {letter}
              </th>
              <td className={CELL}>{condition ?? NONE}</td>
              <td className={CELL}>{requests ?? NONE}</td>
              <td className={CELL}>{sessions ? holdingText(sessions) : NONE}</td>
              <td className={CELL}>{memoryMb === null ? NONE : `${memoryMb} MB`}</td>
              <td className={CELL}>{role ?? NONE}</td>
              <td className={`${CELL} ${belief?.isAnomaly ? 'font-semibold text-(--bad)' : ''}`}>{belief ? beliefText(belief) : NONE}</td>
            </tr>
          ))}
          {store ? (
            <tr>
              <th scope="row" className={`${CELL} font-semibold`}>
                {store.name}
              </th>
              <td className={CELL} colSpan={4}>
                {[...storeLines(store), store.slowMs ? `slowed by ${store.slowMs} ms` : null].filter(Boolean).join(' · ')}
              </td>
              <td className={CELL}>{store.holdsSession ? 'kept here' : NONE}</td>
              <td className={CELL}>{NONE}</td>
            </tr>
          ) : null}
          {store?.set ? <ServerRows set={store.set} isStopped={store.condition === 'stopped'} holdsSession={store.holdsSession} /> : null}
        </tbody>
      </table>
    </section>
  )
}
