import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { CloseButton } from './close-button'

type Props = { className?: string; onClose?: () => void; children: ReactNode }

/** What could not be done, read out at once. Without red, which is the anomalies' alone here. */
export function Trouble({ className = '', onClose, children }: Props) {
  return (
    <div className={`flex items-start gap-3 rounded-xl border-[1.5px] border-edge bg-card px-3.5 py-3 ${className}`}>
      <CircleAlert size={20} className="mt-0.5 shrink-0" aria-hidden />
      <p role="alert" className="min-w-0 flex-1">
        {children}
      </p>
      {onClose ? <CloseButton label="Close this message" onClose={onClose} /> : null}
    </div>
  )
}
