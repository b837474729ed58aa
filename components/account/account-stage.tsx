import clsx from 'clsx'
import type { ReactNode } from 'react'

type Props = { title: string; line: ReactNode; poster: ReactNode; ground: 'bg-cobalt' | 'bg-sun'; children: ReactNode; foot: ReactNode }

/** Sign-in and sign-up: the form beside a poster; on narrow screens the poster is a band above. */
export function AccountStage({ title, line, poster, ground, children, foot }: Props) {
  return (
    <div className="grid overflow-hidden rounded-stage bg-card lg:min-h-[44rem] lg:grid-cols-[1fr_1.05fr]">
      <div
        className={clsx(
          'relative h-44 overflow-hidden sm:h-80 lg:order-2 lg:h-auto',
          '[&>svg]:absolute [&>svg]:bottom-0 [&>svg]:size-full lg:[&>svg]:h-auto',
          ground,
        )}
      >
        {poster}
      </div>
      <div className="grid content-center px-5 py-9 sm:px-12 lg:px-16 lg:py-14">
        <div className="mx-auto w-full max-w-md">
          <h1 className="text-[clamp(2.5rem,4vw,3.375rem)] leading-none">{title}</h1>
          <p className="mt-3 mb-8 text-lg text-soft">{line}</p>
          {children}
          <p className="mt-8">{foot}</p>
        </div>
      </div>
    </div>
  )
}
