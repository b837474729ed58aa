import clsx from 'clsx'
import type { FaultOrder } from '@/lab/contract'
import type { Offer } from './orders'

type Props = {
  id: string
  title: string
  offers: readonly Offer[]
  refusal: string | null
  /** What cannot be done here, and why. */
  note?: string | undefined
  isAbove: boolean
  isRight: boolean
  onChoose: (order: FaultOrder) => void
}

const ITEM = 'min-h-11 rounded-xl px-3 text-left font-medium hover:bg-well focus-visible:-outline-offset-2'

/** What can be done to a node. Plain buttons, in the order of the tab key. */
export function NodeMenu({ id, title, offers, refusal, note, isAbove, isRight, onChoose }: Props) {
  const single = offers.filter(({ group }) => group === null)
  const grouped = offers.filter(({ group }) => group !== null)
  return (
    <section
      id={id}
      aria-label={title}
      className={clsx(
        'absolute z-20 grid w-66 max-w-[calc(100vw-3rem)] rounded-2xl border border-edge bg-card p-1.5 text-base text-ink shadow-xl shadow-black/15',
        isAbove ? 'bottom-[calc(100%+6px)]' : 'top-[calc(100%+6px)]',
        isRight ? 'right-0' : 'left-0',
      )}
    >
      <p className="px-3 pt-1.5 pb-1 text-sm text-soft">{refusal ?? 'Undone by itself after a minute'}</p>
      {refusal === null
        ? single.map(({ label, order }) => (
            <button key={label} type="button" className={ITEM} onClick={() => onChoose(order)}>
              {label}
            </button>
          ))
        : null}
      {refusal === null && grouped.length > 0 ? (
        <div className="mt-1 flex flex-wrap items-center gap-1 border-line border-t px-3 pt-2 pb-1">
          <span className="mr-1 font-medium">{grouped[0]?.group}</span>
          {grouped.map(({ label, short, order }) => (
            <button
              key={label}
              type="button"
              aria-label={label}
              className="size-11 rounded-full border-[1.5px] border-edge font-semibold hover:bg-well"
              onClick={() => onChoose(order)}
            >
              {short}
            </button>
          ))}
        </div>
      ) : null}
      {refusal === null && note ? <p className="mt-1 border-line border-t px-3 pt-2 pb-1 text-sm text-soft">{note}</p> : null}
    </section>
  )
}
