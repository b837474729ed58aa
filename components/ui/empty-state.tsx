import type { ReactNode } from 'react'
import { Shapes } from './shapes'

/** Nothing here yet: why, and what to do about it. */
export function EmptyState({ title, children, action }: { title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-3 rounded-stage bg-card px-6 py-16 text-center">
      <Shapes className="mb-3 h-14" />
      <h2 className="text-2xl">{title}</h2>
      {children ? <div className="max-w-[44ch] text-soft">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-3">{action}</div> : null}
    </div>
  )
}
