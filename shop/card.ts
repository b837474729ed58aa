import { z } from 'zod'

/**
 * The shop's pretend payment. Two test numbers are known; every other one is declined, and none is ever stored:
 * an order keeps the brand and the last four digits.
 */
const PAYS = '4242424242424242'

const digits = z.string({ error: 'Enter the card number.' }).transform((text) => text.replace(/[\s-]/g, ''))

export const cardInput = z.object({
  number: digits.refine(
    (number) => /^\d{12,19}$/.test(number) && passesLuhn(number),
    'Check the card number; a digit is wrong or missing.',
  ),
  expiry: z
    .string({ error: 'Enter the expiry date as MM/YY.' })
    .trim()
    .regex(/^(0[1-9]|1[0-2])\s?\/\s?\d{2}$/, 'Enter the expiry date as MM/YY.')
    .transform((text) => text.replace(/\s/g, ''))
    .refine(isCurrent, 'This card has expired.'),
  cvc: z
    .string({ error: 'Enter the security code.' })
    .trim()
    .regex(/^\d{3,4}$/, 'Enter the 3 or 4 digits of the security code.'),
  name: z
    .string({ error: 'Enter the name on the card.' })
    .trim()
    .min(1, 'Enter the name on the card.')
    .max(100, 'Use at most 100 characters for the name.'),
})

export type Card = z.output<typeof cardInput>

/** The check digit of payment card numbers (ISO/IEC 7812-1, annex B). */
export function passesLuhn(number: string): boolean {
  let sum = 0
  for (let place = 0; place < number.length; place++) {
    const digit = Number(number[number.length - 1 - place])
    const doubled = place % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

function isCurrent(expiry: string): boolean {
  const [month, year] = expiry.split('/').map(Number) as [number, number]
  return new Date(2000 + year, month, 1).getTime() > Date.now()
}

/** Whether the pretend bank pays. */
export function isPaid(card: Card): boolean {
  return card.number === PAYS
}

/** What an order keeps of a card. */
export function describeCard(card: Card): { brand: string; last4: string } {
  const brand = card.number.startsWith('4') ? 'Visa' : /^(5[1-5]|2[2-7])/.test(card.number) ? 'Mastercard' : 'Card'
  return { brand, last4: card.number.slice(-4) }
}
