import { describe, expect, test } from 'vitest'
import type { XRayView } from '@/lab/contract'
import { differences, latest, placeName, verdictText } from './compare'

const held = (part: Partial<NonNullable<XRayView['session']>> = {}) => ({
  id: 'tag.7f3a',
  signedIn: true,
  user: 'demo',
  cartCount: 3,
  version: 5,
  cart: { lamp: 2, mug: 1 },
  createdAt: 0,
  lastSeenAt: 1,
  expiresAt: 1_800_000,
  ...part,
})
const at = (number: number, part: Partial<XRayView> = {}): XRayView => ({
  place: { replica: `web-${number}` },
  state: 'known',
  role: 'only',
  session: held(),
  ms: 1,
  ...part,
})
const unknown = (number: number, part: Partial<XRayView> = {}) => at(number, { state: 'unknown', session: null, ...part })
const silent = (number: number) => at(number, { state: 'unreachable', session: null })
const says = (...views: XRayView[]) => verdictText({ views })

describe('verdictText', () => {
  test('agreement', () => {
    expect(says(at(1), at(2))).toBe('All agree.')
    expect(says(at(1), at(2), silent(3))).toBe('All others agree. C does not answer.')
  })
  test('replicas that do not know it', () => {
    expect(says(at(1), unknown(2), unknown(3))).toBe('2 of 3 replicas do not know this session.')
    expect(says(at(1), unknown(2))).toBe('1 of 2 replicas does not know this session.')
    const store = { ...unknown(1), place: { store: 'redis' }, role: 'store' } as const
    expect(says(at(1), store)).toBe('Redis does not know this session.')
  })
  test('a proxy need not know it', () => {
    expect(says(at(1, { role: 'primary' }), at(2, { role: 'backup' }), unknown(3, { role: 'proxy' }))).toBe('All agree.')
  })
  test('who is behind, and who says something else', () => {
    expect(says(at(1), at(2, { session: held({ version: 4 }) }))).toBe('B is a version behind.')
    expect(says(at(1), at(2, { session: held({ version: 2 }) }))).toBe('B is 3 versions behind.')
    expect(says(at(1), at(2), at(3, { session: held({ cart: { lamp: 9 } }) }))).toBe('C says something else.')
  })
  test('nobody', () => {
    expect(says(unknown(1), unknown(2))).toBe('Nobody knows this session: it has ended, or it is lost.')
    expect(says(silent(1), silent(2))).toBe('A and B do not answer.')
    expect(says()).toBe('')
  })
})

describe('differences', () => {
  const rows = (view: XRayView) => [...differences(view, held())]
  test('are held against the latest version', () => {
    expect(latest([at(1, { session: held({ version: 4 }) }), at(2), unknown(3)])?.version).toBe(5)
    expect(rows(at(1))).toEqual([])
    expect(rows(at(1, { session: held({ version: 4, cart: { lamp: 2 }, cartCount: 2 }) }))).toEqual(['cart', 'version'])
    expect(rows(unknown(2))).toEqual(['known'])
    expect(rows(silent(2))).toEqual([])
  })
  test('the order of a cart, and a slide of seconds, are none', () => {
    expect(rows(at(1, { session: held({ cart: { mug: 1, lamp: 2 }, expiresAt: 1_830_000 }) }))).toEqual([])
    expect(rows(at(1, { session: held({ expiresAt: 2_000_000 }) }))).toEqual(['expires'])
  })
})

test('places have short names', () => {
  expect([at(2), { place: 'cookie' as const }, { place: { store: 'postgres' as const } }].map(placeName)).toEqual([
    'B',
    'Cookie',
    'Postgres',
  ])
})
