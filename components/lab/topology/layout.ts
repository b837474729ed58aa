import { backwards, type Curve } from './curve'

/** A node's place, in units of the layout. */
export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** What stands beside or between the replicas. */
export type Beside = 'nothing' | 'peers' | 'store'

/** What a picture has to hold; `replicas` are names, in the order from top to bottom. */
export type Content = { readonly replicas: readonly string[]; readonly beside: Beside }

/** `you`, `nginx`, `store`, or a replica's name. */
export type Place = string

export type Link = { readonly kind: 'door' | 'serve' | 'store' | 'peer'; readonly from: Place; readonly to: Place; readonly curve: Curve }

export type Layout = {
  readonly form: 'wide' | 'narrow'
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<Place, Box>
  readonly links: readonly Link[]
  /** Cards have room for one line only. */
  readonly isTight: boolean
}

export function linkKey({ from, to }: { readonly from: Place; readonly to: Place }): string {
  return `${from}>${to}`
}

/** The line between two places, in the direction asked for; null when there is none. */
export function lineBetween(layout: Layout, from: Place, to: Place): { key: string; curve: Curve } | null {
  for (const link of layout.links) {
    if (link.from === from && link.to === to) return { key: linkKey(link), curve: link.curve }
    if (link.from === to && link.to === from) return { key: linkKey(link), curve: turned(link.curve) }
  }
  return null
}

const reversed = new WeakMap<Curve, Curve>()

function turned(curve: Curve): Curve {
  const known = reversed.get(curve) ?? backwards(curve)
  reversed.set(curve, known)
  return known
}

/** Each two of them once, in order. */
export function pairsOf<T>(all: readonly T[]): [T, T, number][] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b, j): [T, T, number] => [a, b, j + 1]))
}
