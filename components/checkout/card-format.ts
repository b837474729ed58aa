/** A text field's content and where its caret stands. */
export type Typed = { text: string; caret: number }

/** Groups a card number as it is printed: 4-4-4-4, American Express 4-6-5. The caret stays behind the same digit. */
export function formatCardNumber({ text, caret }: Typed): Typed {
  const digits = digitsOf(text).slice(0, 19)
  const sizes = /^3[47]/.test(digits) ? [4, 6, 5] : [4, 4, 4, 4, 3]
  const groups: string[] = []
  let from = 0
  for (const size of sizes) {
    if (from < digits.length) groups.push(digits.slice(from, from + size))
    from += size
  }
  return withCaret(groups.join(' '), digitsOf(text.slice(0, caret)).length)
}

/** Writes an expiry date as MM/YY; understands 4/29, 04 29 and the 04/2029 of some password managers. */
export function formatExpiry({ text, caret }: Typed): Typed {
  const loose = /^\s*(\d{1,2})\s*[/.-]\s*(\d*)/.exec(text)
  const digits = loose ? (loose[1] ?? '').padStart(2, '0') + (loose[2] ?? '') : digitsOf(text).replace(/^[2-9]/, '0$&')
  const month = digits.slice(0, 2)
  const year = yearOf(digits.slice(2))
  const isEnd = caret >= text.length
  const formatted = year || (loose && isEnd) ? `${month}/${year}` : month
  return isEnd ? { text: formatted, caret: formatted.length } : withCaret(formatted, digitsOf(text.slice(0, caret)).length)
}

/** Two digits; a year of this century may be written out, and is cut when it is complete. */
function yearOf(digits: string): string {
  if (!digits.startsWith('20')) return digits.slice(0, 2)
  return digits.length >= 4 ? digits.slice(2, 4) : digits
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

/** Puts the caret behind the given count of digits. */
function withCaret(text: string, digitsBefore: number): Typed {
  let seen = 0
  let caret = 0
  while (caret < text.length && seen < digitsBefore) if (/\d/.test(text.charAt(caret++))) seen++
  return { text, caret }
}
