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

/** The bare control, for places with a label of their own. */
export function SelectControl({ options, className, ...select }: ComponentProps<'select'> & { options: readonly Option[] }) {
  return (
    <span className="relative grid items-center">
      <select className={clsx(CONTROL_CLASS, 'appearance-none pr-10', className)} {...select}>
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
