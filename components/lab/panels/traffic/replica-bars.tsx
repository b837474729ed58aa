import { shapeOf } from '@/components/ui/shapes'
import { replicaNumber } from '@/lab/names'
import { ReplicaMark } from '../place-mark'

const FILLS = {
  circle: 'bg-cobalt',
  square: 'bg-tangerine',
  triangle: 'bg-moss',
  hexagon: 'bg-sun',
  cross: 'bg-rose',
  ring: 'bg-sky',
} as const

type Props = { replicas: readonly string[]; counts: Readonly<Record<string, Readonly<Record<number, number>>>>; perShopper: boolean }

/** How many of a run's requests each replica has answered, as bars with their numbers. */
export function ReplicaBars({ replicas, counts, perShopper }: Props) {
  const rows = replicas.map((replica) => {
    const shares = Object.entries(counts[replica] ?? {})
    return { replica, shares, total: shares.reduce((sum, [, count]) => sum + count, 0) }
  })
  const most = Math.max(1, ...rows.map(({ total }) => total))
  return (
    <ul className="grid content-start gap-2 @2xl:pt-2" aria-label="Answered by each replica">
      {rows.map(({ replica, shares, total }) => (
        <li key={replica} className="grid grid-cols-[2.25rem_minmax(0,1fr)_2rem] items-center gap-2.5">
          <ReplicaMark replica={replica} className="font-semibold" />
          <span className="grid h-4 items-stretch overflow-hidden rounded-[3px] bg-well" aria-hidden>
            <span
              className={`${FILLS[shapeOf(Math.max(0, replicaNumber(replica) - 1))]} origin-left transition-[width] duration-300 ease-settle dark:shadow-[inset_0_0_0_1px_rgb(255_255_255/0.35)]`}
              style={{ width: `${(total / most) * 100}%` }}
            />
          </span>
          <span className="text-right font-bold tabular-nums">{total}</span>
          {perShopper && total > 0 ? (
            <span className="col-start-2 -mt-1.5 text-sm text-soft">
              {shares.map(([shopper, count]) => `shopper ${shopper}: ${count}`).join(' · ')}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
