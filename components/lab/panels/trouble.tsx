import { CircleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { className?: string; onClose?: () => void; children: ReactNode }

/** What could not be done, read out at once. Without red, which is the anomalies' alone here. */
export function Trouble({ className = '', onClose, children }: Props) {
  return (
    <div className={`flex items-start gap-3 rounded-xl border-[1.5px] border-edge bg-card px-3.5 py-3 ${className}`}>
      <CircleAlert size={20} className="mt-0.5 shrink-0" aria-hidden />
      <p role="alert" className="min-w-0 flex-1">
        {children}
      </p>
      {onClose ? (
        <button
          type="button"
          onClick={onClose}
          aria-label="Close this message"
          className="-m-2.5 grid size-11 shrink-0 place-items-center rounded-full hover:bg-well focus-visible:rounded-full focus-visible:outline-offset-[-3px]"
        >
          <X size={18} aria-hidden />
        </button>
      ) : null}
    </div>
  )
}
