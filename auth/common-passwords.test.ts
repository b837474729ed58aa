import { expect, test } from 'vitest'
import { isCommonPassword } from './common-passwords'

test.each(['password', 'PassWord', '12345678', 'qwertyuiop', 'sunshine1', 'Password123!', 'qwertyuiop2026', 'trustno1'])(
  '%s is among the most common ones',
  (password) => {
    expect(isCommonPassword(password)).toBe(true)
  },
)

test.each([
  ['of the demo accounts', 'hopcart-demo'],
  ['a few words', 'correct horse battery'],
  ['with a common one in it', 'password of mine'],
  ['a common one of seven characters with digits behind it', 'letmein90817263'],
  ['only digits and exclamation marks, none of them common', '90!817!26!35'],
  ['of another alphabet', 'пароль из слов'],
  ['nothing', ''],
])('a password %s is not', (_, password) => {
  expect(isCommonPassword(password)).toBe(false)
})
