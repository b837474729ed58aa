import clsx from 'clsx'
import type { ReactNode } from 'react'

type Props = { label: ReactNode; hint?: ReactNode; isOdd?: boolean; children: ReactNode }

/** A row of a small table of figures; what should not be is red, with a sign and words beside the colour. */
export function FigureRow({ label, hint, isOdd = false, children }: Props) {
  return (
    <tr>
      <th scope="row" className="border-b border-line py-2 pr-4 text-left align-baseline font-normal">
        {label}
        {hint ? <span className="block text-sm text-soft">{hint}</span> : null}
      </th>
      <td
        className={clsx(
          'border-b border-line py-2 text-right align-baseline font-bold whitespace-nowrap tabular-nums',
          isOdd && 'text-(--lab-anomaly)',
        )}
      >
        {isOdd ? (
          <>
            <span aria-hidden className="mr-1.5">
              ≠
            </span>
            <span className="sr-only">not as promised: </span>
          </>
        ) : null}
        {children}
      </td>
    </tr>
  )
}

export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0">
      <tbody>{children}</tbody>
    </table>
  )
}
