'use client'

import clsx from 'clsx'
import { animate } from 'motion/react'
import { useEffect, useRef } from 'react'
import { Shape } from '@/components/ui/shapes'
import type { Layout } from './layout'
import { NO_TONE, TONES } from './tones'
import { spotAt, trackOf } from './track'
import type { Trip } from './use-trips'

const SIZES = { own: 19, other: 13, frame: 9 } as const
const CROSS = 'M-6-6 6 6M6-6-6 6'

/** A dot that makes its trip once, in its replica's shape; what is lost on the way falls, and a cross stays there for a moment. */
export function TripDot({ trip, layout, isAnomaly }: { trip: Trip; layout: Layout; isAnomaly: boolean }) {
  const dot = useRef<SVGGElement>(null)
  const cross = useRef<SVGPathElement>(null)
  const ring = useRef<SVGCircleElement>(null)
  const { look, shape, carriesCookie } = trip
  const size = SIZES[look]

  useEffect(() => {
    const track = trackOf(trip.steps, layout, trip.ms)
    const put = (ms: number) => {
      const spot = spotAt(track, ms)
      if (!spot) return
      const { point, fallen, fellFrom, isBack } = spot
      dot.current?.setAttribute('transform', `translate(${point.join(' ')}) rotate(${fallen * 70})`)
      dot.current?.setAttribute('opacity', String(1 - fallen))
      ring.current?.setAttribute('opacity', isBack ? '1' : '0')
      if (fellFrom) cross.current?.setAttribute('transform', `translate(${fellFrom.join(' ')})`)
      cross.current?.setAttribute('opacity', fellFrom ? String(Math.min(1, 2.4 * (1 - fallen))) : '0')
    }
    put(0)
    const run = animate(0, track.ms, {
      duration: track.ms / 1000,
      ease: 'linear',
      onUpdate: put,
      onComplete: () => dot.current?.setAttribute('opacity', '0'),
    })
    return () => run.stop()
  }, [trip, layout])

  return (
    <g className={shape ? TONES[shape] : NO_TONE} data-trip={look}>
      <path
        ref={cross}
        d={CROSS}
        opacity="0"
        fill="none"
        strokeWidth="3.5"
        strokeLinecap="round"
        className={look === 'frame' ? 'stroke-soft' : 'stroke-(--bad)'}
      />
      <g ref={dot} opacity="0">
        {isAnomaly ? <circle ref={ring} r={size * 0.85} fill="none" strokeWidth="2.5" opacity="0" className="stroke-(--bad)" /> : null}
        <g transform={`translate(${-size / 2} ${-size / 2})`}>
          <Shape
            name={shape ?? 'circle'}
            size={size}
            className={clsx(
              '[paint-order:stroke]',
              look === 'other' ? 'fill-card! stroke-(--tone) stroke-3' : 'fill-(--tone)! stroke-card stroke-2',
            )}
          />
        </g>
        {carriesCookie && look !== 'frame' ? (
          <rect x={size / 2 - 3} y={-size / 2 - 5} width="10" height="10" rx="2.5" strokeWidth="1.5" className="fill-sun stroke-coal" />
        ) : null}
      </g>
    </g>
  )
}
