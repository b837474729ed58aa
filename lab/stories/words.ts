import { listed, replicaLetter, shortId } from '@/lab/names'

/** `web-1` → `A` */
export const letter = (replica: string | null): string => (replica === null ? 'nobody' : replicaLetter(replica))

/** `redis.9f…` → `7f3a…c1`; without one, `none`. */
export const short = (id: string | null | undefined): string => (id ? shortId(id) : 'none')

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** Small numbers as words: `three`, `17`. */
export const number = (count: number): string => SMALL[count] ?? String(count)

/** `one thing`, `17 things` */
export const count = (many: number, noun: string): string => `${number(many)} ${noun}${many === 1 ? '' : 's'}`

/** Milliseconds as people read them: `3.1 ms`, `412 ms`, `2.4 s`. */
export function ms(value: number | null): string {
  if (value === null) return 'unmeasured'
  if (value >= 1000) return `${(value / 1000).toFixed(1)}\u00a0s`
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}\u00a0ms`
}

/** `A`, `A and B`, `A, B and C` */
export function list(words: readonly string[]): string {
  return words.length === 0 ? 'nobody' : listed(words)
}

export const letters = (replicas: Iterable<string>): string => list([...replicas].sort().map(letter))

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The middle value; null of none. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
