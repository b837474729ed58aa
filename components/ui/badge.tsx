import clsx from 'clsx'
import type { ReactNode } from 'react'

const TONES = {
  plain: 'bg-well text-ink',
  ink: 'bg-ink text-paper',
  sun: 'bg-sun text-coal',
  card: 'bg-white text-coal',
  good: 'bg-good/15 text-good',
  danger: 'bg-danger/12 text-danger',
} as const

/** A short word about something: new, sold out, this device. */
export function Badge({ tone = 'plain', children, className }: { tone?: keyof typeof TONES; children: ReactNode; className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-semibold', TONES[tone], className)}>
      {children}
    </span>
  )
}
