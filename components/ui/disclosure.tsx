import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { label: ReactNode; open?: boolean; tone?: 'plain' | 'danger'; children: ReactNode }

/** Something that is there when it is asked for; a native <details>, so that it opens without JavaScript. */
export function Disclosure({ label, open = false, tone = 'plain', children }: Props) {
  return (
    <details open={open} className="group">
      <summary
        className={clsx(
          'flex min-h-11 list-none items-center justify-between gap-3 font-semibold underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden',
          tone === 'danger' && 'text-danger',
        )}
      >
        {label}
        <ChevronDown size={20} aria-hidden className="shrink-0 transition-transform group-open:rotate-180" />
      </summary>
      <div className="pt-3 pb-5">{children}</div>
    </details>
  )
}
