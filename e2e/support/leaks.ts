import { randomBytes } from 'node:crypto'
import type { Stack } from '../../infra/local/stack'
import { LAB, MODES, modeOf, type ProfileName } from '../../sessions/modes'
import { idOf } from '../../sessions/token'
import { Client } from './client'
import { marksIn, masked } from './marks'
import { placesOf } from './places'
import { seenSecrets } from './secrets'
import { LAMP } from './story'

/** Something that must be found, or the search has looked past it. */
type Mark = { readonly what: string; readonly text: string; readonly in: RegExp }

/** A log may be written a little after its answer. */
const WRITTEN_MS = 5_000

/**
 * Searches everything that a stack has written for the tokens of its tests (OWASP ASVS 5.0, 16.2.5: bearer secrets are never stored or logged).
 * Also that it looks where it should: an address just visited is in the access log, and the id of a session just made is in the store of sessions.
 * @throws naming the places, never a token
 */
export async function expectNoLeaks(stack: Stack, profile: ProfileName): Promise<void> {
  const marks = await leaveMarks(stack, profile)
  const deadline = Date.now() + WRITTEN_MS
  for (;;) {
    const missing = await search(stack, marks)
    if (missing.length === 0) return
    if (Date.now() > deadline) throw new Error(`The search for session tokens is blind: it has not found ${missing.join(', ')}.`)
  }
}

/** Searches once, and answers which marks it has not found. */
async function search(stack: Stack, marks: readonly Mark[]): Promise<string[]> {
  const wanted = new Set([...seenSecrets, ...marks.map(({ text }) => text)])
  const leaks = new Set<string>()
  const missing = new Set(marks)
  for await (const { name, text } of placesOf(stack))
    for (const found of marksIn(text, wanted)) {
      if (seenSecrets.has(found)) leaks.add(masked(name, seenSecrets))
      for (const mark of marks) if (mark.text === found && mark.in.test(name)) missing.delete(mark)
    }
  if (leaks.size > 0) throw new Error(`A session token stands, readable, in: ${[...leaks].join(', ')}. Only its hash may.`)
  return [...missing].map(({ what }) => what)
}

async function leaveMarks(stack: Stack, profile: ProfileName): Promise<Mark[]> {
  const visited = randomBytes(32).toString('base64url')
  await new Client(stack.url).get(`/${visited}`)
  const marks: Mark[] = [{ what: 'an address in the access log', text: visited, in: /access\.log$|^log of .*nginx/ }]
  const modes = profile === LAB.name ? MODES.filter(({ available }) => available).map(({ name }) => name) : [profile]
  for (const mode of modes) {
    const { store } = modeOf(mode)
    if (store !== 'redis' && store !== 'postgres') continue
    const guest = new Client(stack.url)
    const { status, text } = await guest.post(
      '/api/cart/lines',
      { productId: LAMP.id, quantity: 1 },
      { headers: { 'x-hopcart-mode': mode } },
    )
    if (!guest.token) throw new Error(`no session could be made in the mode ${mode} for the search of tokens: ${status} ${text}`)
    const [, hash = ''] = idOf(guest.token).split('.')
    marks.push({ what: `a session's id in the store of ${mode}`, text: hash, in: store === 'redis' ? /^Redis/ : /^Postgres/ })
  }
  return marks
}
