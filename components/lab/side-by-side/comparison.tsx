import clsx from 'clsx'
import type { Ref } from 'react'
import type { Cell, ComparisonRow } from '@/lab/side-by-side/compare'
import { type ModeName, modeOf } from '@/sessions/modes'

type Props = { rows: readonly ComparisonRow[]; left: ModeName; right: ModeName; headingRef: Ref<HTMLHeadingElement> }

/** What came of it on both sides, and what each mode had promised. */
export function Comparison({ rows, left, right, headingRef }: Props) {
  return (
    <section aria-labelledby="pair-comparison" className="border-t-2 border-ink pt-4">
      <h3 id="pair-comparison" ref={headingRef} tabIndex={-1} className="mb-1 text-lg outline-none">
        What came of it
      </h3>
      <table className="w-full table-fixed border-collapse text-left text-sm sm:text-[0.9375rem]">
        <thead>
          <tr className="align-bottom text-soft">
            <td className="w-[38%]" />
            <th scope="col" className="py-2 pr-2 font-normal">
              {modeOf(left).title}
            </th>
            <th scope="col" className="py-2 font-normal">
              {modeOf(right).title}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, left: one, right: other }) => (
            <tr key={label} className="border-t border-line align-top">
              <th scope="row" className="py-2 pr-3 font-normal">
                {label}
              </th>
              <Value cell={one} />
              <Value cell={other} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({ cell: { text, isAnomaly } }: { cell: Cell }) {
  return (
    <td
      data-anomaly={isAnomaly || undefined}
      className={clsx(
        'py-2 pr-2 font-semibold text-balance break-words tabular-nums',
        isAnomaly && "text-(--lab-anomaly) before:mr-1.5 before:content-['≠'/'']",
      )}
    >
      {text}
    </td>
  )
}
