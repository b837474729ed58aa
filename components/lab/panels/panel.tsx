import clsx from 'clsx'
import { type ReactNode, useId } from 'react'
import './panel.css'

type Props = { title: ReactNode; aside?: ReactNode; className?: string; children: ReactNode }

/** One card of the Lab: a title, a few quiet words at its other end, and what it shows. */
export function Panel({ title, aside, className, children }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={clsx('min-w-0 rounded-stage border border-line bg-card p-4 sm:p-5', className)}>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h2 id={id} className="text-[1.1875rem] leading-snug">
          {title}
        </h2>
        {aside ? <p className="text-sm text-soft tabular-nums">{aside}</p> : null}
      </div>
      {children}
    </section>
  )
}
