import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { CONTROL_CLASS, describedBy, FieldFrame } from './field'

type Option = { value: string; label: string }

type SelectProps = Omit<ComponentProps<'select'>, 'className'> & {
  name: string
  label: ReactNode
  options: readonly Option[]
  hint?: ReactNode
  error?: string | undefined
  className?: string | undefined
}

/** A native select with label, hint and error: it works without JavaScript and with every keyboard. */
export function Select({ label, options, hint, error, className, id: given, ...select }: SelectProps) {
  const made = useId()
  const id = given ?? made
  return (
    <FieldFrame {...{ id, label, hint, error, className }}>
      <SelectControl id={id} options={options} {...describedBy(id, hint, error)} {...select} />
    </FieldFrame>
  )
}

type SelectControlProps = ComponentProps<'select'> & { options: readonly Option[]; compact?: boolean }

/** The bare control, for places with a label of their own; `compact` as wide as its words, for rows of controls. */
export function SelectControl({ options, className, compact = false, ...select }: SelectControlProps) {
  return (
    <span className={clsx('relative grid items-center', compact && 'max-sm:flex-1')}>
      <select
        className={clsx(
          CONTROL_CLASS,
          compact ? 'min-h-10 pl-3 max-sm:w-full' : 'min-h-12 w-full pl-4',
          'appearance-none pr-10',
          className,
        )}
        {...select}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown size={18} className="pointer-events-none absolute right-3.5" aria-hidden />
    </span>
  )
}
