import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { InvalidStoreSettings } from '../../store-url'
import { newToken } from '../../token'
import { keyOf, parseSessionKeys } from './keys'

const right = randomBytes(32).toString('base64')

describe('SESSION_KEYS', () => {
  test('is one or more keys, in base64 or base64url, of 32 bytes or more', () => {
    const bytes = [randomBytes(32), randomBytes(32), randomBytes(64)]
    const [first, second, third] = bytes.map((each, i) => each.toString(i === 1 ? 'base64url' : 'base64'))
    const keys = parseSessionKeys(` ${first} , ${second},${third}`)
    expect(keys.map((key) => key.bytes)).toEqual(bytes)
    expect(new Set(keys.map(({ id }) => id)).size).toBe(3)
    expect(parseSessionKeys(first)[0].id, 'on every replica the same').toBe(keys[0].id)
    for (const { id } of keys) expect(id).toMatch(/^[\w-]{8}$/)
  })

  test.each([
    [undefined, [/^SESSION_KEYS is not set$/]],
    [' ', [/is not set/]],
    [`${right},`, [/key 2 of 2/]],
    [randomBytes(31).toString('base64'), [/key 1 of 1 is not 32 bytes/]],
    [`${'not base64! '.repeat(9)},${right},short`, [/key 1 of 3/, /key 3 of 3/]],
    [`${right},${right}`, [/same key twice/]],
    [`short,${right},${right}`, [/key 1 of 3/, /same key twice/]],
  ])('%# is refused with all that is wrong, and shows nothing of a key', (value, problems) => {
    const refused = (() => {
      try {
        parseSessionKeys(value)
      } catch (error) {
        return error as Error
      }
    })()
    expect(refused).toBeInstanceOf(InvalidStoreSettings)
    const told = refused?.message.split('\n').slice(0, -1) ?? []
    expect(told).toHaveLength(problems.length)
    for (const [i, problem] of problems.entries()) expect(told[i]).toMatch(problem)
    for (const part of (value ?? '').split(',')) if (part.trim()) expect(refused?.message).not.toContain(part.trim())
  })

  test('each session has a key of its own, and each master key another one for it', () => {
    const [key, other] = parseSessionKeys(`${right},${randomBytes(32).toString('base64')}`)
    const [one, two] = [newToken(), newToken()]
    const derived = [keyOf(key, one), keyOf(key, two), keyOf(other as typeof key, one), key.bytes].map((bytes) =>
      Buffer.from(bytes).toString('hex'),
    )
    expect(new Set(derived).size).toBe(4)
    expect(keyOf(key, one)).toEqual(keyOf(key, `${one}.what is sealed`))
    expect(keyOf(key, one)).toHaveLength(32)
  })
})
