import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { idOf, newToken } from '../../sessions/token'
import { marksIn, masked } from './marks'
import { noteCookie, seenSecrets } from './secrets'

const token = newToken()
const secret = token.slice(9)
const wanted = new Set([secret, randomBytes(32).toString('base64url')])

test.each([
  ['alone', secret],
  ['as the token', `sid=${token}; Path=/`],
  ['in JSON', JSON.stringify({ cookie: { value: token } })],
  ['in an address', `GET /?next=%2F${secret}%20`],
  ['at the end of a longer run', `AAAAAAAAAAAAAAAAA_${secret}`],
  ['at the beginning of one', `${secret}-AAAAAAA`],
  ['among bytes', Buffer.concat([randomBytes(20), Buffer.from(` ${secret} `), randomBytes(20)]).toString('latin1')],
  ['twice', `${secret} ${secret}`],
])('a secret is found %s', (_, text) => expect([...marksIn(text, wanted)]).toEqual([secret]))

test.each([
  ['its hash', idOf(token)],
  ['cut short', secret.slice(1)],
  ['broken by something', `${secret.slice(0, 20)}.${secret.slice(20)}`],
  ['in other letters', secret.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))],
  ['nothing', ''],
])('and nothing else is: %s', (_, text) => expect(marksIn(text, wanted).size).toBe(0))

test('all that stand in one text are found', () => {
  expect(marksIn([...wanted].join('\n'), wanted)).toEqual(wanted)
  expect(marksIn([...wanted].join(''), wanted)).toEqual(wanted)
})

test('what is printed has no secret in it', () => {
  expect(masked(`session:${secret} and ${secret}`, wanted)).toBe('session:… and …')
})

test('the secrets of session cookies are noted, whatever the mode and the scheme call them', () => {
  for (const name of ['sid', 'redis-sid', '__Host-sid', '__Host-db-sid']) {
    const one = newToken()
    noteCookie(name, one)
    expect(seenSecrets.has(one.slice(9)), name).toBe(true)
  }
  const sealed = `${newToken()}.eyJhbGciOiJkaXIifQ..${'i'.repeat(16)}.${'s'.repeat(43)}${'x'.repeat(400)}.${'t'.repeat(22)}`
  noteCookie('stateless-sid', sealed)
  for (const part of [sealed.slice(9, 52), 's'.repeat(43)]) expect(seenSecrets.has(part), 'of a sealed one').toBe(true)
  const before = seenSecrets.size
  for (const [name, value] of [['sid', ''], ['sid', 'short'], ['affinity', newToken()], ['sidecar', newToken()]]) // biome-ignore format: a table
    noteCookie(name as string, value as string)
  expect(seenSecrets.size).toBe(before)
})
