import clsx from 'clsx'
import type { ReactNode } from 'react'

/** One value of the table; one that differs is red, bold, and has a sign and words for those who see no red. */
export function Cell({ differs = false, quiet = false, children }: { differs?: boolean; quiet?: boolean; children: ReactNode }) {
  return (
    <td
      className={clsx(
        'border-b border-line py-2 pr-2 align-top sm:pr-3 whitespace-nowrap tabular-nums',
        differs && 'font-semibold text-(--lab-anomaly)',
        quiet && !differs && 'text-soft',
      )}
    >
      {children}
      {differs ? (
        <>
          <span aria-hidden className="ml-1 font-bold">
            ≠
          </span>
          <span className="sr-only">, differs</span>
        </>
      ) : null}
    </td>
  )
}
