import clsx from 'clsx'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './spinner'

const VARIANTS = {
  /** The one thing to do here. */
  primary: 'bg-ink text-paper hover:bg-ink/85 border-transparent',
  outline: 'border-ink text-ink hover:bg-ink hover:text-paper',
  quiet: 'border-transparent text-ink hover:bg-well',
  /** On saturated tiles, which look the same in both themes. */
  onTile: 'bg-coal text-white hover:bg-coal/85 border-transparent',
  /** On the night-blue panel, which looks the same in both themes. */
  onNight: 'border-white/60 text-white hover:border-white hover:bg-white hover:text-coal',
  /** The one thing to do on the night-blue panel. */
  sun: 'border-transparent bg-sun text-coal hover:bg-white',
  /** Cannot be taken back. */
  danger: 'border-danger text-danger hover:bg-danger hover:text-paper',
} as const

const SIZES = {
  sm: 'min-h-9 px-4 text-sm',
  md: 'min-h-11 px-5',
  lg: 'min-h-13 px-7 text-lg',
} as const

type Look = { variant?: keyof typeof VARIANTS; size?: keyof typeof SIZES; className?: string | undefined }

/** The classes of a button, for elements that must be something else. */
export function buttonClass({ variant = 'primary', size = 'md', className }: Look = {}): string {
  return clsx(
    'inline-flex items-center justify-center gap-2 rounded-full border-[1.5px] font-semibold whitespace-nowrap select-none',
    'transition-[background-color,color,scale] duration-150 ease-settle active:scale-[0.97] focus-visible:rounded-full',
    'disabled:cursor-not-allowed disabled:bg-well disabled:text-soft disabled:border-transparent disabled:active:scale-100',
    VARIANTS[variant],
    SIZES[size],
    className,
  )
}

type ButtonProps = ComponentProps<'button'> & Look & { pending?: boolean; icon?: ReactNode }

/** `pending` shows that something is under way; the button stays focusable and keeps its width. */
export function Button({ variant, size, className, pending = false, icon, type = 'button', children, ...rest }: ButtonProps) {
  return (
    <button type={type} aria-busy={pending || undefined} className={buttonClass({ variant, size, className })} {...rest}>
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({ variant, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link className={buttonClass({ variant, size, className })} {...rest} />
}
