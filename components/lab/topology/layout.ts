import { backwards, type Curve } from './curve'

/** A node's place, in units of the layout. */
export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** What stands beside or between the replicas; `set`: a store of several servers. */
export type Beside = 'nothing' | 'peers' | 'store' | 'set'

/** What a picture has to hold; `replicas` are names, in the order from top to bottom. */
export type Content = {
  readonly replicas: readonly string[]
  readonly beside: Beside
  /** Of a set: how many rows of servers it has, to which of them the lines lead, and whether Sentinels stand below them. */
  readonly set?: { readonly rows: number; readonly target: number; readonly hasFoot: boolean } | undefined
}

/** `you`, `nginx`, `store`, or a replica's name. */
export type Place = string

export type Link = { readonly kind: 'door' | 'serve' | 'store' | 'peer'; readonly from: Place; readonly to: Place; readonly curve: Curve }

export type Layout = {
  readonly form: 'wide' | 'narrow'
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<Place, Box>
  readonly links: readonly Link[]
  /** The rows of a set, from top to bottom; they lie within its box, `store`. */
  readonly rows: readonly Box[]
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
