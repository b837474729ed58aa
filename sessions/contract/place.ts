import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AttributeValue, Change, Draft, Lifetime, Renewal, Session, SessionStore, Step, StoreOptions } from '../session'

/** What a store's test hands to the suite. */
export type ContractOptions = {
  /**
   * Opens two stores over the same place, the way two replicas do: separate connections, shared data (for memory: one store twice).
   * Both get the options as they are; the suite closes what it opened.
   */
  readonly openPair: (options: StoreOptions) => Promise<readonly [SessionStore, SessionStore]> | readonly [SessionStore, SessionStore]
  /** Test name → why this store cannot pass it. A name that no test has fails the suite, so that no skip outlives its test. */
  readonly skips?: Readonly<Record<string, string>>
  /** How long one test may take, in milliseconds. @default 20_000 */
  readonly timeoutMs?: number
}

/** Two replicas' views of one place, and the clock that both read. */
export type Pair = {
  readonly a: SessionStore
  readonly b: SessionStore
  /** Moves both stores' clock forward. */
  readonly advance: (ms: number) => void
}

/** Declares one rule of the contract. Names are unique over the whole suite, since `skips` goes by them. */
type Rule = (name: string, body: (pair: Pair) => Promise<void>) => void
export type RuleGroup = (rule: Rule) => void

/** Rules that share one pair of stores, opened with these options. */
export type Chapter = { readonly groups: Readonly<Record<string, RuleGroup>>; readonly open?: Omit<StoreOptions, 'clockOffsetMs'> }

/** Runs the chapters' rules, minus the declared skips. */
export function runGroups(options: ContractOptions, chapters: readonly Chapter[]): void {
  const { skips = {}, timeoutMs = 20_000 } = options
  const seen = new Set<string>()
  for (const { groups, open = {} } of chapters) {
    describe(`opened with ${JSON.stringify(open)}`, () => {
      const pair = openedPair(options, open)
      for (const [title, group] of Object.entries(groups)) {
        describe(title, () => {
          group((name, body) => {
            if (seen.has(name)) throw new Error(`Two rules are called "${name}".`)
            seen.add(name)
            if (skips[name] === undefined) test(name, () => body(pair()), timeoutMs)
            else test.skip(`${name} (${skips[name]})`)
          })
        })
      }
    })
  }
  test('skips only rules that exist', () => {
    expect(Object.keys(skips).filter((name) => !seen.has(name))).toEqual([])
  })
}

/** Opens a pair whose clock the test moves, for the surrounding `describe`. */
function openedPair({ openPair, timeoutMs = 20_000 }: ContractOptions, options: Omit<StoreOptions, 'clockOffsetMs'>): () => Pair {
  let offset = 0
  let pair: Pair | undefined
  const advance = (ms: number) => {
    offset += ms
  }
  beforeAll(async () => {
    const [a, b] = await openPair({ ...options, clockOffsetMs: () => offset })
    pair = { a, b, advance }
  }, timeoutMs)
  beforeEach(() => {
    offset = 0
  })
  afterAll(async () => {
    await Promise.all([pair?.a.close(), pair?.b.close()])
  }, timeoutMs)
  return () => {
    if (!pair) throw new Error('The pair is opened by beforeAll.')
    return pair
  }
}

/** Long enough that nothing expires by itself during a test; its slide interval is the longest, 60 s. */
export const LONG: Lifetime = { idleMs: 3_600_000, absoluteMs: 86_400_000 }

/** A user that no other test or run knows, so that suites may share a server. */
export const someUser = () => `user-${randomUUID()}`
export const someId = () => `change-${randomUUID()}`
export const change = (...steps: Step[]): Change => ({ id: someId(), steps })
export const add = (key: string, by = 1): Step => ({ add: key, by })
export const set = (key: string, value: AttributeValue): Step => ({ set: key, value })
export const lines = (count: number, quantity = 1): Step[] => Array.from({ length: count }, (_, i) => set(`cart:p${i}`, quantity))

/** A guest's session with the given first steps. */
export async function guest(store: SessionStore, steps: readonly Step[] = [], lifetime = LONG) {
  return store.create({ change: { id: someId(), steps }, lifetime })
}

/** A session that is bound to a user from the start. */
export async function signedIn(store: SessionStore, userId: string, draft: Partial<Draft> = {}) {
  return store.create({ change: change(), lifetime: LONG, userId, fence: await store.fence(userId), ...draft })
}

/** A renewal with the user's current fence, powerless unless told otherwise. */
export async function renewal(store: SessionStore, userId: string, rest: Partial<Renewal> = {}): Promise<Renewal> {
  return { userId, fence: await store.fence(userId), steps: [], lifetime: LONG, grace: 'powerless', ...rest }
}

/** Narrows an answer that the test expects to be there. */
export function given<T>(answer: T | null | undefined): NonNullable<T> {
  expect(answer, 'an answer, not null').not.toBeNull()
  return answer as NonNullable<T>
}

/** Narrows the answer of a change on a live session's own token. */
export function applied<T>(answer: T | 'moved' | null): T {
  expect(answer, 'applied in place').not.toBe('moved')
  return given(answer) as T
}

/** Attributes as sorted pairs: `toEqual` on objects would not see a key "__proto__". */
export function pairs(session: Session | null): [string, AttributeValue][] {
  return Object.entries(given(session).attributes).sort(([x], [y]) => (x < y ? -1 : 1))
}
