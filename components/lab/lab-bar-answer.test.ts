import { describe, expect, it } from 'vitest'
import { replicaLetter, shortId } from '@/lab/names'
import { anomalyBetween, type LabAnswer } from './lab-bar-answer'

const before: LabAnswer = {
  mode: 'memory',
  replica: 'web-1',
  reached: true,
  id: 'x.abc',
  signedIn: true,
  cartCount: 3,
  expiresAt: 2_000,
  at: 1_000,
}
const later = (part: Partial<LabAnswer>): LabAnswer => ({ ...before, at: 1_500, ...part })

describe('anomalyBetween', () => {
  it('tells what vanished without being asked', () => {
    expect(anomalyBetween(before, later({ signedIn: false }), [])).toBe('signed out')
    expect(anomalyBetween(before, later({ cartCount: 0 }), [])).toBe('cart vanished')
    expect(anomalyBetween(before, later({ cartCount: 1 }), [])).toBe('2 gone from the cart')
    expect(anomalyBetween(before, later({ signedIn: false, cartCount: 0, id: null }), [])).toBe('signed out, cart vanished')
  })

  it('says nothing of what the shopper did', () => {
    expect(anomalyBetween(before, later({ signedIn: false, cartCount: 0 }), ['sign-out'])).toBeNull()
    expect(anomalyBetween(before, later({ cartCount: 0 }), ['order'])).toBeNull()
    expect(anomalyBetween(before, later({ cartCount: 1 }), ['cart'])).toBeNull()
  })

  it('compares only like with like', () => {
    expect(anomalyBetween(null, later({}), [])).toBeNull()
    expect(anomalyBetween(before, later({ mode: 'redis', signedIn: false }), [])).toBeNull()
    expect(anomalyBetween(before, later({ reached: false, signedIn: false }), [])).toBeNull()
    expect(anomalyBetween(before, later({ signedIn: false, at: 2_500 }), [])).toBeNull()
    expect(anomalyBetween(before, later({ cartCount: 4 }), [])).toBeNull()
  })
})

describe('names', () => {
  it('makes letters of replicas and short forms of ids', () => {
    expect(replicaLetter('web-2')).toBe('B')
    expect(replicaLetter('elsewhere')).toBe('elsewhere')
    expect(shortId('tag.7f3aXXXXXXc1')).toBe('7f3a…c1')
  })
})
