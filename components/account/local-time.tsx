'use client'

import { useHydrated } from './use-hydrated'

const STYLES = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  moment: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** A moment in the reader's own time zone; in UTC, and saying so, until JavaScript knows better. */
export function LocalTime({ iso, style = 'moment' }: { iso: string; style?: keyof typeof STYLES }) {
  const hydrated = useHydrated()
  const zone = hydrated ? {} : ({ timeZone: 'UTC' } as const)
  const text = new Intl.DateTimeFormat('en-GB', { ...STYLES[style], ...zone }).format(new Date(iso))
  return (
    <time dateTime={iso} className="whitespace-nowrap">
      {hydrated || style === 'day' ? text : `${text} UTC`}
    </time>
  )
}
