import clsx from 'clsx'
import { Price } from '@/components/ui/price'
import { Tile } from '@/components/ui/tile'
import type { Suggestion } from './use-suggestions'

type SuggestionListProps = { id: string; query: string; found: readonly Suggestion[]; active: number; onChoose: (slug: string) => void }

/** The list below the search. The input keeps the focus; `active` is what Enter would open. */
export function SuggestionList({ id, query, found, active, onChoose }: SuggestionListProps) {
  return (
    <div className="absolute inset-x-0 top-full z-30 mt-2 min-w-0 overflow-hidden rounded-2xl border border-line bg-card p-2 shadow-xl shadow-coal/15 nav:-left-16">
      {found.length === 0 ? (
        <p className="px-3 py-2.5 text-soft">Nothing by that name. Enter looks for something close.</p>
      ) : (
        <div id={id} role="listbox" aria-label={`Suggestions for ${query}`}>
          {found.map(({ id: productId, slug, name, summary, priceCents, stock, tile }, index) => (
            <div
              key={productId}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // Before the input's blur would close the list.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(slug)}
              onKeyDown={() => undefined}
              className={clsx('flex cursor-pointer items-center gap-3 rounded-xl p-2 hover:bg-well', index === active && 'bg-well')}
            >
              <Tile slug={slug} tile={tile} alt="" className="w-12 shrink-0 rounded-lg" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-semibold">{name}</span>
                <span className="block truncate text-sm text-soft">{stock === 0 ? 'Sold out' : summary}</span>
              </span>
              <Price cents={priceCents} short />
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
