import clsx from 'clsx'
import { money } from '@/shop/money'

/** An amount as people read it. `short` leaves out the cents of whole amounts. */
export function Price({ cents, short = false, className }: { cents: number; short?: boolean; className?: string }) {
  return <span className={clsx('price', className)}>{money(cents, short ? 'short' : 'full')}</span>
}
