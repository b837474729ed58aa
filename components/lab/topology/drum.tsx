import clsx from 'clsx'
import type { Box } from './layout'

/** The fill of a Redis. */
export const REDIS = 'fill-[#f6b7a6]'
/** The fill of one that only has copies. */
export const REDIS_COPY = 'fill-[color-mix(in_srgb,#f6b7a6_34%,var(--card))]'

type Props = { box: Pick<Box, 'w' | 'h'>; className: string; isAway: boolean }

/** A store as a drum that fills what it is in. `box` is its size in the picture's units. */
export function Drum({ box: { w, h }, className, isAway }: Props) {
  const lid = Math.min(16, h * 0.13)
  const side = h - 2 * lid
  return (
    <svg viewBox={`0 0 ${w} ${h}`} aria-hidden className={clsx('absolute inset-0 size-full overflow-visible', className)}>
      <path
        d={`M1 ${lid}v${side}c0 ${lid * 1.2} ${w - 2} ${lid * 1.2} ${w - 2} 0v${-side}z`}
        className={isAway ? 'stroke-edge' : ''}
        strokeWidth="2"
        strokeDasharray="5 5"
      />
      <ellipse
        cx={w / 2}
        cy={lid}
        rx={w / 2 - 1}
        ry={lid - 1}
        strokeWidth={isAway ? 2 : 3}
        strokeDasharray={isAway ? '5 5' : undefined}
        className={isAway ? 'stroke-edge' : 'stroke-card'}
      />
    </svg>
  )
}
