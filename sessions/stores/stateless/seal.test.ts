import { CompactEncrypt, decodeProtectedHeader, EncryptJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { add, change, guest, LONG, set, signedIn, someUser } from '../../contract/place'
import { handleOf, idNamedBy, idOf, isSealedToken, isToken, newToken, tagOf } from '../../token'
import { openStatelessStore } from '../stateless'
import { newContent } from './content'
import { keyOf } from './keys'
import { AUDIENCE, open, seal } from './seal'
import { newKey, newKeys, openTestStore } from './testing'

const content = () => newContent('somebody', LONG, Date.now())

describe('a sealed token', () => {
  test('names its session by its handle, and has the shape that everybody knows it by', async () => {
    const { store } = openTestStore()
    const { session, token } = await guest(store, [add('cart:p1')])
    expect(isSealedToken(token)).toBe(true)
    expect(isToken(token), 'no store with a place looks it up').toBe(false)
    expect(isToken(handleOf(token))).toBe(true)
    expect(idNamedBy(token)).toBe(session.id)
    expect(session.id).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
    expect(token).not.toContain(session.id.slice(9))
    expect(idOf(token)).toBe(idOf(handleOf(token)))
    expect(tagOf(token)).toBe(tagOf(session.id))
  })

  test('shows nothing of what is in it', async () => {
    const { store } = openTestStore()
    const userId = someUser()
    const { token } = await signedIn(store, userId, { change: change(set('note', 'a secret thing'), add('cart:p-dome-lamp')) })
    const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    for (const secret of [userId, 'secret', 'dome-lamp', 'cart:']) expect(readable.join(' ')).not.toContain(secret)
    expect(decodeProtectedHeader(token.slice(53))).toEqual({ alg: 'dir', enc: 'A256GCM', kid: expect.stringMatching(/^[\w-]{8}$/) })
  })

  test('is another one each time, though its session is the same', async () => {
    const { keys } = openTestStore()
    const [handle, same] = [newToken(), content()]
    const sealed = await Promise.all(Array.from({ length: 50 }, () => seal(handle, same, keys[0])))
    expect(new Set(sealed).size).toBe(50)
    expect(new Set(sealed.map((token) => token.length)).size).toBe(1)
  })
})

describe('what is no sealed token of ours', () => {
  test('one that was altered anywhere, cut, lengthened, or given another handle', async () => {
    const { store } = openTestStore()
    const { token } = await guest(store, [add('cart:p1')])
    const other = await guest(store)
    const altered = Array.from(token, (letter, at) => `${token.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)
    const swapped = `${handleOf(other.token)}${token.slice(52)}`
    const tagged = `${tagOf(other.token)}${token.slice(8)}`
    // The last letter of a part may carry bits that are no part of its bytes.
    const alive = (await Promise.all(altered.map((text) => store.read(text)))).flatMap((session, at) => (session ? [at] : []))
    const ends = [...token.matchAll(/.(?=\.|$)/g)].map(({ index }) => index)
    expect(alive.filter((at) => !ends.includes(at))).toEqual([])
    for (const text of [swapped, tagged, token.slice(0, -1), `${token}A`, token.slice(53), handleOf(token), `${token}.`, ` ${token}`]) {
      expect(await store.read(text)).toBeNull()
      expect(await store.change(text, change(add('cart:p1')))).toBeNull()
      expect(await store.slide?.(text)).toBeNull()
      expect(await store.end(text)).toBeNull()
    }
    expect(await store.read(token)).not.toBeNull()
  })

  test('one for another audience, another purpose of the same keys, or without one', async () => {
    const { keys } = openTestStore()
    const handle = newToken()
    for (const audience of ['hopcart/stateless/0', 'hopcart/refusal', `${AUDIENCE} `]) {
      const token = await seal(handle, content(), keys[0], audience)
      expect(isSealedToken(token)).toBe(true)
      expect(await open(token, keys, Date.now())).toBeNull()
    }
    const header = { alg: 'dir', enc: 'A256GCM', kid: keys[0].id } as const
    const key = keyOf(keys[0], handle)
    const bare = await new EncryptJWT({ a: {} }).setExpirationTime('1h').setProtectedHeader(header).encrypt(key)
    const endless = await new EncryptJWT({ a: {} }).setAudience(AUDIENCE).setProtectedHeader(header).encrypt(key)
    const noJson = await new CompactEncrypt(Buffer.from('not JSON')).setProtectedHeader(header).encrypt(key)
    for (const jwe of [bare, endless, noJson]) expect(await open(`${handle}.${jwe}`, keys, Date.now())).toBeNull()
    expect(await open(await seal(handle, content(), keys[0]), keys, Date.now())).not.toBeNull()
  })

  test('one under another algorithm, compressed, unsealed, or only signed', async () => {
    const { keys } = openTestStore()
    const handle = newToken()
    const key = keyOf(keys[0], handle)
    const claims = Buffer.from(
      JSON.stringify({ aud: AUDIENCE, exp: 99_999_999_999, v: 1, c: 0, s: Date.now(), i: 1e9, e: 1e14, a: {}, d: [] }),
    )
    const sealed = (header: object) => new CompactEncrypt(claims).setProtectedHeader(header as never).encrypt(key)
    const right = { alg: 'dir', enc: 'A256GCM', kid: keys[0].id }
    expect(await open(`${handle}.${await sealed(right)}`, keys, Date.now()), 'these claims would do').not.toBeNull()
    expect(await open(`${handle}.${await sealed({ ...right, enc: 'A128CBC-HS256' })}`, keys, Date.now())).toBeNull()
    expect(await open(`${handle}.${await sealed({ ...right, zip: 'DEF' })}`, keys, Date.now())).toBeNull()
    expect(await open(`${handle}.${await sealed({ ...right, kid: 'AAAAAAAA' })}`, keys, Date.now())).toBeNull()
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const text of [
      `${none}.${claims.toString('base64url')}.`,
      `${none}..${'A'.repeat(16)}.${claims.toString('base64url')}.${'A'.repeat(22)}`,
    ])
      expect(await open(`${handle}.${text}`, keys, Date.now())).toBeNull()
  })

  test('one of other keys', async () => {
    const { token } = await guest(openTestStore().store)
    expect(await openTestStore().store.read(token)).toBeNull()
  })
})

describe('keys are changed without signing anybody out', () => {
  test('the first one seals, all of them open, and what is sealed again is sealed by the first', async () => {
    const [older, newer] = [newKey(), newKey()]
    const before = openTestStore(newKeys(older)).store
    const during = openTestStore(newKeys(newer, older))
    const after = openTestStore(newKeys(newer))
    const { session, token } = await guest(before, [add('cart:p1')])
    expect(await during.store.read(token)).toEqual(session)
    expect(await after.store.read(token), 'too early').toBeNull()

    const answer = await during.store.change(token, change(add('cart:p1')))
    if (!answer || answer === 'moved' || !answer.token) throw new Error('no token')
    expect(answer.session.id).toBe(session.id)
    expect(await after.store.read(answer.token)).toEqual(answer.session)
    expect(await before.read(answer.token), 'a replica that does not have the new key yet').toBeNull()

    during.advance(60_000)
    const slid = await during.store.slide?.(token)
    expect(await after.store.read(slid?.token ?? '')).toMatchObject({ id: session.id })
  })

  test('a replica that opens with both, and still seals with the old one, is the first step', async () => {
    const [older, newer] = [newKey(), newKey()]
    const [first, second] = [openStatelessStore(newKeys(older, newer)), openStatelessStore(newKeys(newer, older))]
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const { session, token } = await guest(one)
      expect(await other.read(token)).toEqual(session)
    }
  })
})
