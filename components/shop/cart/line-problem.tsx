import { TriangleAlert } from 'lucide-react'
import type { LineView } from './cart-view'

/** Why a line cannot be bought as it is, and what to do about it. */
export function LineProblem({ line: { problem, stock } }: { line: LineView }) {
  if (!problem) return null
  return (
    <p className="flex items-start gap-1.5 text-sm font-medium text-danger">
      <TriangleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
      {problem === 'gone' ? 'We no longer sell this. Remove it to check out.' : null}
      {problem === 'sold-out' ? 'Sold out since. Remove it to check out.' : null}
      {problem === 'short' ? `Only ${stock} left. Take ${stock} or fewer to check out.` : null}
    </p>
  )
}
