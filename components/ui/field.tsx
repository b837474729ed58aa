import clsx from 'clsx'
import { CircleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'

/** How every control looks; its size is its own affair. */
export const CONTROL_CLASS =
  'rounded-xl border-[1.5px] border-edge bg-card text-ink placeholder:text-soft ' +
  'transition-colors hover:border-ink focus-visible:outline-offset-1 focus-visible:rounded-xl ' +
  'aria-invalid:border-danger disabled:opacity-60'

type FrameProps = {
  label: ReactNode
  /** Said before an error happens: what fits here. */
  hint?: ReactNode
  error?: string | undefined
  /** Marks the label; leave out where nearly everything is needed. */
  optional?: boolean
  className?: string | undefined
}

export type FieldProps = FrameProps & Omit<ComponentProps<'input'>, 'className'> & { name: string }

/** A text input with its label, hint and error, tied together for assistive technology. */
export function Field({ label, hint, error, optional, className, id: given, ...input }: FieldProps) {
  const made = useId()
  const id = given ?? made
  return (
    <FieldFrame {...{ id, label, hint, error, optional, className }}>
      <input id={id} className={clsx(CONTROL_CLASS, 'min-h-12 w-full px-4')} {...describedBy(id, hint, error)} {...input} />
    </FieldFrame>
  )
}

/** What surrounds a control: label above, error in place of the hint below. */
export function FieldFrame({ id, label, hint, error, optional, className, children }: FrameProps & { id: string; children: ReactNode }) {
  return (
    <div className={clsx('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className="font-semibold">
        {label}
        {optional ? <span className="font-normal text-soft"> (optional)</span> : null}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm font-medium text-danger">
          <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
          {error}
        </p>
      ) : null}
    </div>
  )
}

/** The aria attributes that tie a control to its hint and error. */
export function describedBy(id: string, hint: ReactNode, error: string | undefined) {
  const ids = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter(Boolean).join(' ')
  return { 'aria-describedby': ids || undefined, 'aria-invalid': error ? (true as const) : undefined }
}
