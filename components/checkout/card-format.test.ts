import { describe, expect, it } from 'vitest'
import { formatCardNumber, formatExpiry } from './card-format'

const typed = (text: string, caret = text.length) => ({ text, caret })

describe('card number', () => {
  it('groups by four, American Express by 4-6-5', () => {
    expect(formatCardNumber(typed('4242424242424242')).text).toBe('4242 4242 4242 4242')
    expect(formatCardNumber(typed('378282246310005')).text).toBe('3782 822463 10005')
  })

  it('keeps the caret behind the same digit when one is typed in the middle', () => {
    expect(formatCardNumber(typed('42942 4242', 3))).toEqual({ text: '4294 2424 2', caret: 3 })
  })

  it('drops what is no digit', () => {
    expect(formatCardNumber(typed('4242-4242 x'))).toEqual({ text: '4242 4242', caret: 9 })
  })
})

describe('expiry', () => {
  it.each([
    ['429', '04/29'],
    ['4/29', '04/29'],
    ['1230', '12/30'],
    ['04/2029', '04/29'],
    ['04 / 29', '04/29'],
    ['1', '1'],
    ['04/', '04/'],
    ['04', '04'],
  ])('reads %s as %s', (text, formatted) => {
    expect(formatExpiry(typed(text)).text).toBe(formatted)
  })

  it('understands a year written out key by key', () => {
    let text = ''
    for (const key of '04/2029') text = formatExpiry(typed(text + key)).text
    expect(text).toBe('04/29')
  })
})
