/** The shop's only currency (ISO 4217). */
export const CURRENCY = 'USD'

const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: CURRENCY })
const whole = new Intl.NumberFormat('en-US', { style: 'currency', currency: CURRENCY, maximumFractionDigits: 0 })

/** Cents as people read them: $89 for whole amounts in lists, $89.50 otherwise. */
export function money(cents: number, style: 'short' | 'full' = 'full'): string {
  return style === 'short' && cents % 100 === 0 ? whole.format(cents / 100) : format.format(cents / 100)
}
