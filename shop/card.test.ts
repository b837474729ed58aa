import { expect, test } from 'vitest'
import { cardInput, describeCard, isPaid, passesLuhn } from './card'

test.each([
  ['4242424242424242', true],
  ['4000000000000002', true],
  ['4242424242424241', false],
  ['0', true],
  ['79927398713', true],
])('Luhn of %s: %s', (number, fits) => expect(passesLuhn(number)).toBe(fits))

const card = (number: string) => cardInput.parse({ number, expiry: '12 / 39', cvc: '123', name: 'A' })

test('one test number pays, the other is declined, and only brand and last four are kept', () => {
  expect(isPaid(card('4242-4242 42424242'))).toBe(true)
  expect(isPaid(card('4000 0000 0000 0002'))).toBe(false)
  expect(describeCard(card('5555 5555 5555 4444'))).toEqual({ brand: 'Mastercard', last4: '4444' })
})

test('a card is good to the end of its month', () => {
  const now = new Date()
  const month = `${String(now.getMonth() + 1).padStart(2, '0')}/${String(now.getFullYear()).slice(2)}`
  expect(cardInput.safeParse({ number: '4242424242424242', expiry: month, cvc: '123', name: 'A' }).success).toBe(true)
})
