import { expect } from 'vitest'
import type { SessionStore } from '../session'
import { add, change, type Pair, set } from './place'

/** How often a race is run: each time the calls meet at other moments. */
export const ROUNDS = 8
export const times = (count: number) => Array.from({ length: count }, (_, i) => i)
/** The two stores in turn, as a balancer without affinity picks them. */
export const turn = ({ a, b }: Pair, i: number): SessionStore => (i % 2 ? b : a)
/** A few milliseconds at most, so that rounds of a race meet at different moments. */
export const soon = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 6))

/** Fifty changes of one line each, spread over both stores and over the time of the race; the lines whose change was acknowledged. */
export async function fiftyAdds(pair: Pair, token: string) {
  const acknowledged: string[] = []
  const one = async (i: number) => {
    if (i >= 10) await soon()
    if ((await turn(pair, i).change(token, change(add('cart:count'), set(`cart:line${i}`, 1)))) !== null) acknowledged.push(`cart:line${i}`)
  }
  await Promise.all(times(50).map(one))
  return acknowledged.sort()
}

/** The lines that a cart of {@link fiftyAdds} holds; its counter must say the same. */
export function linesOf(attributes: Readonly<Record<string, unknown>>) {
  const found = Object.keys(attributes).filter((key) => key.startsWith('cart:line'))
  expect(attributes['cart:count'] ?? 0, 'the counter counts every line once').toBe(found.length)
  return found.sort()
}
