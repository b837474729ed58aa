import { describe, expect, test } from 'vitest'
import { handleOf, idNamedBy, idOf, isSealedToken, isToken, newToken, openToken, sealToken, tagOf } from './token'

describe('tokens', () => {
  test('10,000 of them: none twice, at least 43 random characters each (OWASP ASVS 7.2.3)', () => {
    const tokens = Array.from({ length: 10_000 }, () => newToken())
    const secrets = tokens.map((token) => token.slice(token.indexOf('.') + 1))
    expect(new Set(secrets).size).toBe(10_000)
    expect(new Set(tokens.map(tagOf)).size).toBe(10_000)
    expect(secrets.every((secret) => /^[A-Za-z0-9_-]{43,}$/.test(secret))).toBe(true)
    expect(tokens.every(isToken)).toBe(true)
    // Every position varies: no fixed or counted part. The last one holds only four of the 256 bits.
    for (let i = 0; i < 43; i++) expect(new Set(secrets.map((secret) => secret[i])).size).toBe(i < 42 ? 64 : 16)
  })

  test('a tag can be kept', () => {
    const token = newToken()
    const next = newToken(tagOf(token))
    expect(tagOf(next)).toBe(tagOf(token))
    expect(next).not.toBe(token)
  })

  test('only the exact shape is a token', () => {
    const token = newToken()
    const wrong = [
      '',
      '.',
      token.slice(1),
      token.slice(0, -1),
      `${token}A`,
      `${token}\n`,
      ` ${token}`,
      token.replace('.', ''),
      token.replace('.', '..'),
    ]
    for (const text of [...wrong, `${token.slice(0, -1)}=`, `${token.slice(0, -1)}ü`, token.repeat(2), 'A'.repeat(52)])
      expect(isToken(text), text).toBe(false)
  })

  test('a session id keeps the tag and tells nothing else of its token', () => {
    const token = newToken()
    expect(idOf(token)).toBe(idOf(token))
    expect(idOf(token)).toMatch(/^[A-Za-z0-9_-]{8}\.[A-Za-z0-9_-]{43}$/)
    expect(tagOf(idOf(token))).toBe(tagOf(token))
    expect(idOf(token)).not.toContain(token.slice(9))
    expect(idOf(newToken(tagOf(token)))).not.toBe(idOf(token))
    // Pinned: stores of an earlier version hold these ids.
    expect(idOf(`AAAAAAAA.${'B'.repeat(43)}`)).toBe('AAAAAAAA.vMzccoA_mLckY45a6qRcO-nEx0B8uI3A4pv69hxMD4k')
  })

  test('a sealed token opens with the old one only', () => {
    const [old, next] = [newToken(), newToken()]
    const sealed = sealToken(next, old)
    expect(openToken(sealed, old)).toBe(next)
    expect(sealed).not.toContain(next.slice(9))
    expect(sealToken(next, old)).not.toBe(sealed)
    expect(() => openToken(sealed, newToken())).toThrow()
    expect(() => openToken(sealed, newToken(tagOf(old)))).toThrow()
  })

  test('an altered or truncated seal does not open', () => {
    const old = newToken()
    const sealed = Buffer.from(sealToken(newToken(), old), 'base64url')
    for (const i of sealed.keys()) {
      const altered = Buffer.from(sealed)
      altered[i] = (altered[i] ?? 0) ^ 1
      expect(() => openToken(altered.toString('base64url'), old)).toThrow()
    }
    for (const length of [0, 5, 12, 27, 28, sealed.length - 1])
      expect(() => openToken(sealed.subarray(0, length).toString('base64url'), old)).toThrow()
  })
})

describe('a token that holds its session', () => {
  const handle = newToken()
  const sealed = `${handle}.eyJhbGciOiJkaXIifQ..${'i'.repeat(16)}.${'s'.repeat(300)}.${'t'.repeat(22)}`

  test('is known by its handle', () => {
    expect([isSealedToken(sealed), isToken(sealed)]).toEqual([true, false])
    expect([isSealedToken(handle), isToken(handle)]).toEqual([false, true])
    expect([handleOf(sealed), handleOf(handle)]).toEqual([handle, handle])
    expect([tagOf(sealed), idOf(sealed)]).toEqual([tagOf(handle), idOf(handle)])
  })

  test('has an id like any other, and what is no token has none', () => {
    for (const token of [handle, sealed]) expect(idNamedBy(token)).toBe(idOf(handle))
    for (const text of [
      '',
      handle.slice(1),
      `${handle}.`,
      `${handle}.a`,
      sealed.replace('..', '.k.'),
      `${sealed}.x`,
      `${sealed}\n`,
      ` ${sealed}`,
    ])
      expect(idNamedBy(text), text.slice(0, 60)).toBeUndefined()
    expect(idNamedBy(sealed.replace('sss', 's'.repeat(5_000))), 'longer than any cookie').toBeUndefined()
  })
})
