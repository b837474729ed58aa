import clsx from 'clsx'
import { Shape, shapeOf } from '@/components/ui/shapes'
import { replicaLetter, replicaNumber } from '@/lab/names'

/** A replica's shape and letter; `long` says "Replica A". */
export function ReplicaMark({
  replica,
  size = 14,
  long = false,
  className,
}: {
  replica: string
  size?: number
  long?: boolean
  className?: string
}) {
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <Shape name={shapeOf(Math.max(0, replicaNumber(replica) - 1))} size={size} className="dark:stroke-white/60" />
      <span>
        {long ? 'Replica ' : null}
        {replicaLetter(replica)}
      </span>
    </span>
  )
}
