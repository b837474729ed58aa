import clsx from 'clsx'
import { Lock } from 'lucide-react'
import type { Layout } from './layout'
import { placed } from './node-frame'
import type { Surroundings } from './surroundings'

const NODE = 'absolute flex items-center justify-center rounded-[1.05em] text-center leading-[1.3]'
const NAME = 'font-display font-bold text-[1.3em] tracking-tight'

/** This browser, and the session where that travels with it. */
export function YouNode({ surroundings, layout }: { surroundings: Surroundings; layout: Layout }) {
  const box = layout.boxes.get('you')
  if (!box) return null
  const { presents, cookie, isSealed } = surroundings
  const isFlat = layout.form === 'narrow'
  return (
    <div style={placed(box, layout)} className={clsx(NODE, 'border-2 border-ink bg-paper', isFlat ? 'gap-[0.9em]' : 'flex-col')}>
      <b className={NAME}>You</b>
      {isSealed ? (
        <span className={clsx('flex flex-col', isFlat && 'text-left')}>
          <span className="text-soft">{cookie ? 'sealed cookie' : presents}</span>
          {cookie ? (
            <span className="mt-[0.15em] inline-flex items-center gap-[0.3em] rounded-full bg-sun px-[0.65em] font-semibold text-[0.95em] text-coal">
              <Lock aria-hidden className="size-[0.95em] shrink-0" />
              <span className="truncate">{cookie}</span>
            </span>
          ) : null}
        </span>
      ) : (
        <span className="text-soft tabular-nums">{presents}</span>
      )}
    </div>
  )
}

/** The balancer, and how it picks. */
export function NginxNode({ surroundings, layout }: { surroundings: Surroundings; layout: Layout }) {
  const box = layout.boxes.get('nginx')
  if (!box) return null
  return (
    <div
      style={placed(box, layout)}
      className={clsx(
        NODE,
        'bg-coal text-white dark:bg-night dark:outline-1 dark:outline-edge',
        layout.form === 'wide' ? 'flex-col' : 'gap-[0.9em]',
      )}
    >
      <b className={NAME}>nginx</b>
      <span className="text-[#b4bbc9]">{surroundings.picks}</span>
    </div>
  )
}
