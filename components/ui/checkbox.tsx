import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'className'> & { label: ReactNode; hint?: ReactNode; className?: string }

/** A native checkbox whose whole line can be pressed. */
export function Checkbox({ label, hint, className, ...input }: CheckboxProps) {
  return (
    <label className={clsx('flex min-h-11 items-center gap-3', className)}>
      <input type="checkbox" className="size-5 shrink-0 accent-accent focus-visible:rounded" {...input} />
      <span>
        {label}
        {hint ? <span className="block text-sm text-soft">{hint}</span> : null}
      </span>
    </label>
  )
}
