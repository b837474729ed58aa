import clsx from 'clsx'
import { counted } from './counts'
import { Drum, REDIS, REDIS_COPY } from './drum'
import type { ServerFacts } from './set-facts'

type Props = {
  /** Null: nothing is known of it. */
  server: ServerFacts | null
  /** In the picture's units. */
  size: { readonly w: number; readonly h: number }
  /** The whole store is. */
  isStopped: boolean
  /** It keeps the session at hand. */
  isKeeper: boolean
  isShard: boolean
  /** It stands in a copy's place, whatever it was before. */
  isCopy?: boolean
}

/** One server of a set: who it is, and what it does now. */
export function ServerDrum({ server, size, isStopped, isKeeper, isShard, isCopy = false }: Props) {
  const isWell = (server?.reached ?? false) && !isStopped
  const isMaster = server?.role === 'master' && !isCopy
  return (
    <>
      <Drum box={size} className={isWell ? (isMaster ? REDIS : REDIS_COPY) : 'fill-well'} isAway={!isWell} />
      <span
        className={clsx(
          'absolute top-[24%] bottom-[4%] flex flex-col justify-center leading-[1.3]',
          isShard ? 'inset-x-[0.6em]' : 'inset-x-[0.75em]',
          isWell && isMaster ? 'text-coal' : 'text-ink',
        )}
      >
        {server ? (
          <>
            <span className={clsx('flex items-center justify-between gap-[0.4em]', isCopy && 'text-[0.93em]')}>
              <b className="truncate font-semibold">{isShard ? server.name.replace(/^redis-/, '') : server.name}</b>
              {server.isNew && isWell ? (
                <span className="shrink-0 rounded-full bg-coal px-[0.6em] font-semibold text-[0.85em] text-white">new</span>
              ) : null}
            </span>
            <span
              className={clsx('flex items-center justify-between gap-[0.4em] whitespace-nowrap tabular-nums', isCopy && 'text-[0.93em]')}
            >
              {isKeeper && isWell && isShard ? null : (
                <span className="truncate">{isStopped ? 'stopped' : isWell ? doing(server, isMaster) : 'down'}</span>
              )}
              {isKeeper && isWell ? (
                <span className="shrink-0 rounded-full bg-sun px-[0.6em] font-semibold text-[0.92em] text-coal">your session</span>
              ) : null}
            </span>
          </>
        ) : null}
      </span>
    </>
  )
}

function doing({ slots }: ServerFacts, isMaster: boolean): string {
  if (!isMaster) return 'copy'
  return slots === null ? 'master' : counted(slots, 'slot')
}
