import { X } from 'lucide-react'

/** A cross in a corner; `label` says what it closes. */
export function CloseButton({ label, onClose }: { label: string; onClose: () => void }) {
  return (
    <button
      type="button"
      onClick={onClose}
      aria-label={label}
      className="-m-2.5 grid size-11 shrink-0 place-items-center rounded-full hover:bg-well focus-visible:rounded-full focus-visible:outline-offset-[-3px]"
    >
      <X size={18} aria-hidden />
    </button>
  )
}
