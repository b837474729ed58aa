import clsx from 'clsx'

/** The place of something that is on its way; say so in words next to it, once. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-shimmer rounded-lg bg-well', className)} />
}
