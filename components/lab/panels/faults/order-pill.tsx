import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'

type Option = { value: string; label: string }

type Props = {
  /** What it does, a verb: "Crash". */
  label: string
  /** What the choice is called for those who do not see it beside the verb: "Replica to crash". */
  choice: string
  options: readonly Option[]
  /** The first choice. */
  initial?: string | undefined
  disabled?: boolean
  /** The id of the element that says why it is disabled. */
  reasonId?: string | undefined
  onOrder: (value: string) => void
}

/** A button and the choice of what it is for, in one pill: "Crash | B". */
export function OrderPill({ label, choice, options, initial, disabled = false, reasonId, onOrder }: Props) {
  const id = useId()
  const [chosen, setChosen] = useState<string | null>(null)
  const known = options.some(({ value }) => value === chosen) ? chosen : null
  const value = known ?? initial ?? options[0]?.value ?? ''
  const text = options.find((option) => option.value === value)?.label ?? ''
  const isOff = disabled || options.length === 0
  return (
    <span
      className={clsx(
        'inline-flex min-h-11 items-stretch rounded-full border-[1.5px] font-semibold',
        isOff ? 'border-line text-soft' : 'border-ink text-ink',
      )}
    >
      <button
        type="button"
        disabled={isOff}
        aria-describedby={isOff ? reasonId : undefined}
        aria-label={`${label} ${text}`}
        onClick={() => onOrder(value)}
        className={clsx(
          'rounded-l-full py-1 pr-3 pl-4 whitespace-nowrap transition-colors focus-visible:rounded-l-full',
          isOff ? 'cursor-not-allowed' : 'hover:bg-ink hover:text-paper',
        )}
      >
        {label}
      </button>
      <span className={clsx('my-2 w-px', isOff ? 'bg-line' : 'bg-edge')} aria-hidden />
      <span className="relative grid items-center">
        <label htmlFor={id} className="sr-only">
          {choice}
        </label>
        <select
          id={id}
          value={value}
          disabled={isOff}
          onChange={(event) => setChosen(event.target.value)}
          className="h-full appearance-none [field-sizing:content] rounded-r-full bg-transparent pr-8 pl-3 tabular-nums focus-visible:rounded-r-full disabled:cursor-not-allowed"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} className="bg-card text-ink">
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={16} className="pointer-events-none absolute right-2.5" aria-hidden />
      </span>
    </span>
  )
}
