import { randomBytes } from 'node:crypto'
import type { Stack } from '../../infra/local/stack'
import { LAB, MODES, modeOf, type ProfileName } from '../../sessions/modes'
import { idOf } from '../../sessions/token'
import { Client } from './client'
import { marksIn, masked } from './marks'
import { placesOf } from './places'
import { seenSecrets } from './secrets'
import { LAMP } from './story'
import { isTapped, isWire } from './wiretap'

/** Something that must be found, or the search has looked past it. `text: null`: anything at all. */
type Mark = { readonly what: string; readonly text: string | null; readonly in: RegExp }
/** What is left for the search, and what may be read nowhere on the way between replicas: that is sealed. */
type Left = { readonly marks: readonly Mark[]; readonly sealed: ReadonlySet<string> }

/** A log may be written a little after its answer. */
const WRITTEN_MS = 5_000

/**
 * Searches everything that a stack has written for the tokens of its tests (OWASP ASVS 5.0, 16.2.5: bearer secrets are never stored or logged).
 * Also that it looks where it should: an address just visited is in the access log, and the id of a session just made is in the store of sessions.
 * @throws naming the places, never a token
 */
export async function expectNoLeaks(stack: Stack, profile: ProfileName): Promise<void> {
  const left = await leaveMarks(stack, profile)
  const deadline = Date.now() + WRITTEN_MS
  for (;;) {
    const missing = await search(stack, left)
    if (missing.length === 0) return
    if (Date.now() > deadline) throw new Error(`The search for session tokens is blind: it has not found ${missing.join(', ')}.`)
  }
}

/** Searches once, and answers which marks it has not found. */
async function search(stack: Stack, { marks, sealed }: Left): Promise<string[]> {
  const wanted = new Set([...seenSecrets, ...sealed, ...marks.flatMap(({ text }) => text ?? [])])
  const leaks = new Set<string>()
  const missing = new Set(marks)
  for await (const { name, text } of placesOf(stack)) {
    for (const mark of marks) if (mark.text === null && mark.in.test(name) && text !== '') missing.delete(mark)
    for (const found of marksIn(text, wanted)) {
      if (seenSecrets.has(found)) leaks.add(masked(name, seenSecrets))
      if (sealed.has(found) && isWire(name)) throw new Error(`What replicas say to each other can be read: a session's id is in ${name}.`)
      for (const mark of marks) if (mark.text === found && mark.in.test(name)) missing.delete(mark)
    }
  }
  if (leaks.size > 0) throw new Error(`A session token stands, readable, in: ${[...leaks].join(', ')}. Only its hash may.`)
  return [...missing].map(({ what }) => what)
}

async function leaveMarks(stack: Stack, profile: ProfileName): Promise<Left> {
  const visited = randomBytes(32).toString('base64url')
  await new Client(stack.url).get(`/${visited}`)
  const marks: Mark[] = [{ what: 'an address in the access log', text: visited, in: /access\.log$|^log of .*nginx/ }]
  const sealed = new Set<string>()
  if (isTapped(stack.directory)) marks.push({ what: 'anything that the replicas said to each other', text: null, in: /^wire/ })
  const modes = profile === LAB.name ? MODES.filter(({ available }) => available).map(({ name }) => name) : [profile]
  for (const mode of modes) {
    const { store } = modeOf(mode)
    if (store === 'memory' || store === 'stateless') continue
    const guest = new Client(stack.url)
    const { status, text } = await guest.post(
      '/api/cart/lines',
      { productId: LAMP.id, quantity: 1 },
      { headers: { 'x-hopcart-mode': mode } },
    )
    if (!guest.token) throw new Error(`no session could be made in the mode ${mode} for the search of tokens: ${status} ${text}`)
    const [, hash = ''] = idOf(guest.token).split('.')
    if (store === 'redis' || store === 'postgres')
      marks.push({ what: `a session's id in the store of ${mode}`, text: hash, in: store === 'redis' ? /^Redis/ : /^Postgres/ })
    else sealed.add(hash)
  }
  return { marks, sealed }
}
