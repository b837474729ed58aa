import { pointAt } from './curve'
import type { Layout, Link } from './layout'
import type { Surroundings } from './surroundings'

/** How much later things arrive, written on the lines that it concerns. */
export function SlowMarks({ layout, surroundings }: { layout: Layout; surroundings: Surroundings }) {
  const { store, replicationDelayMs } = surroundings
  return (
    <>
      {store?.slowMs && store.condition !== 'stopped' ? <Mark kind="store" ms={store.slowMs} layout={layout} /> : null}
      {replicationDelayMs ? <Mark kind="peer" ms={replicationDelayMs} layout={layout} /> : null}
    </>
  )
}

function Mark({ kind, ms, layout }: { kind: Link['kind']; ms: number; layout: Layout }) {
  const links = layout.links.filter((link) => link.kind === kind)
  const link = kind === 'peer' ? links.find(({ from, to }) => from === links[0]?.from && to === links.at(-1)?.to) : middleOf(links, layout)
  if (!link) return null
  const [x, y] = pointAt(link.curve, layout.form === 'wide' || kind === 'peer' ? 0.5 : 0.72)
  const left = Math.min(x, layout.width - 38)
  return (
    <span
      style={{ left: `${(100 * left) / layout.width}%`, top: `${(100 * y) / layout.height}%` }}
      className="-translate-x-1/2 -translate-y-1/2 absolute z-[5] whitespace-nowrap rounded-full bg-ink px-[0.65em] py-[0.1em] font-semibold text-paper tabular-nums"
    >
      +{ms} ms
    </span>
  )
}

function middleOf(links: readonly Link[], { form }: Layout): Link | undefined {
  return form === 'wide' ? links[Math.floor((links.length - 1) / 2)] : links.at(-1)
}
