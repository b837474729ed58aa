import clsx from 'clsx'
import { Eye, EyeOff } from 'lucide-react'
import type { ServerFacts } from './set-facts'

/** Those who watch the master, small below it: they agree on who takes over. */
export function Sentinels({ sentinels, isStopped }: { sentinels: readonly ServerFacts[]; isStopped: boolean }) {
  return (
    <span className="absolute inset-x-0 bottom-0 flex items-center gap-[0.4em] text-soft leading-none">
      <span className="mr-[0.2em]">Sentinels</span>
      {sentinels.map(({ name, reached }) => {
        const isWell = reached && !isStopped
        const Icon = isWell ? Eye : EyeOff
        return (
          <span
            key={name}
            className={clsx(
              'grid size-[1.9em] place-items-center rounded-full',
              isWell ? 'bg-ink text-paper' : 'border border-edge border-dashed',
            )}
          >
            <Icon aria-hidden className="size-[1.15em]" />
            <span className="sr-only">{`${name} ${isWell ? 'watches' : 'does not answer'}`}</span>
          </span>
        )
      })}
    </span>
  )
}
