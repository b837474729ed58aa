import clsx from 'clsx'
import type { ReactNode } from 'react'

/** A page's h1 with an optional line below and something beside it. */
export function PageHeading({
  title,
  line,
  aside,
  className,
}: {
  title: ReactNode
  line?: ReactNode
  aside?: ReactNode
  className?: string
}) {
  return (
    <div className={clsx('flex flex-wrap items-end justify-between gap-x-8 gap-y-3', className)}>
      <div>
        <h1 className="text-[clamp(2.25rem,5vw,3.75rem)] leading-none">{title}</h1>
        {line ? <p className="mt-3 max-w-[48ch] text-lg text-soft">{line}</p> : null}
      </div>
      {aside}
    </div>
  )
}
