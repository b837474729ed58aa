import { type Point, pointAt } from './curve'
import { type Layout, linkKey } from './layout'
import type { Surroundings } from './surroundings'

/** How much later things arrive, written on the lines that it concerns. */
export function SlowMarks({ layout, surroundings }: { layout: Layout; surroundings: Surroundings }) {
  const { beside, store, cuts, replicationDelayMs } = surroundings
  const isSlow = store?.slowMs && store.condition !== 'stopped'
  return (
    <>
      {isSlow ? <Mark ms={store.slowMs ?? 0} at={onStoreLinks(layout)} layout={layout} /> : null}
      {beside === 'peers' && replicationDelayMs ? <Mark ms={replicationDelayMs} at={onPeerLinks(layout, cuts)} layout={layout} /> : null}
    </>
  )
}

function Mark({ ms, at, layout: { width, height } }: { ms: number; at: Point | null; layout: Layout }) {
  if (!at) return null
  return (
    <span
      style={{ left: `${(100 * Math.min(at[0], width - 34)) / width}%`, top: `${(100 * at[1]) / height}%` }}
      className="-translate-x-1/2 -translate-y-1/2 absolute z-[5] whitespace-nowrap rounded-full bg-ink px-[0.65em] py-[0.1em] font-semibold text-paper tabular-nums"
    >
      +{ms} ms
    </span>
  )
}

function onStoreLinks({ form, links }: Layout): Point | null {
  const ways = links.filter(({ kind }) => kind === 'store')
  const link = form === 'wide' ? ways[Math.floor((ways.length - 1) / 2)] : ways.at(-1)
  return link ? pointAt(link.curve, form === 'wide' ? 0.5 : 0.6) : null
}

/** On the outermost whole link; where there is no room for that, above all of them. */
function onPeerLinks({ form, links, width, boxes }: Layout, cuts: ReadonlySet<string>): Point | null {
  const peers = links.filter(({ kind }) => kind === 'peer')
  if (form === 'narrow') return [width, (boxes.get(peers[0]?.from ?? '')?.y ?? 0) - 14]
  const whole = peers.filter((link) => !cuts.has(linkKey(link))).map(({ curve }) => pointAt(curve, 0.5))
  const far = whole.reduce<Point | null>((best, point) => (best && best[0] >= point[0] ? best : point), null)
  const card = boxes.get(peers[0]?.from ?? '')
  return far && card ? [Math.max(far[0], card.x + card.w + 40), far[1]] : far // beside the cards, not on them
}
