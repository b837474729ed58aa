import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import type { ReactNode } from 'react'

const TONES = {
  info: { icon: Info, look: 'border-line bg-card', mark: 'text-accent' },
  success: { icon: CircleCheck, look: 'border-good/40 bg-good/10', mark: 'text-good' },
  error: { icon: CircleAlert, look: 'border-danger/50 bg-danger/8', mark: 'text-danger' },
} as const

type NoticeProps = {
  tone?: keyof typeof TONES
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
  id?: string
}

/** Something the shopper should know. Errors interrupt a screen reader, the rest waits its turn. */
export function Notice({ tone = 'info', title, children, action, className, id }: NoticeProps) {
  const { icon: Icon, look, mark } = TONES[tone]
  return (
    <div
      id={id}
      role={tone === 'error' ? 'alert' : 'status'}
      className={clsx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-2xl border-[1.5px] px-4 py-3.5', look, className)}
    >
      <Icon size={22} className={clsx('mt-px shrink-0', mark)} aria-hidden />
      <div className="min-w-0 flex-1 basis-48">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children}
      </div>
      {action}
    </div>
  )
}
