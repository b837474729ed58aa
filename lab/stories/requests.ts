/** The requests that stories are made of. Who answers is observed, never assumed. */
import type { Answered, Call } from '@/lab/client/types'
import { type Chip, StoryTrouble } from './story'
import type { Teller } from './teller'
import { count } from './words'

/** What the stories buy. */
export const LAMP = 'p-dome-lamp'

/** One answer to "who am I, and what is in my cart?". */
export type Look = {
  readonly replica: string | null
  readonly status: number | null
  readonly id: string | null
  /** The account's name; null: nobody. */
  readonly user: string | null
  readonly count: number
  readonly ms: number | null
  /** What a refusal says to do. */
  readonly detail: string | null
  /** More than one when nginx had to try another replica. */
  readonly tries: number
}

/** One answer to "put a lamp in my cart". */
export type Added = Omit<Look, 'id' | 'user'> & { readonly isDone: boolean }

type Who = { readonly shopper?: number }

const SILENCE = { tries: 6, pauseMs: 500 }

/** Asks `GET /api/session`. */
export async function look(teller: Teller, who: Who = {}): Promise<Look> {
  const answered = await insist(teller, () => teller.lab.session(who))
  const told = (answered.json ?? {}) as { id?: string | null; user?: { name?: string } | null; cartCount?: number }
  const isTold = answered.status === 200
  return {
    ...basics(answered),
    id: isTold ? (told.id ?? null) : null,
    user: isTold ? (told.user?.name ?? null) : null,
    count: isTold ? (told.cartCount ?? 0) : 0,
  }
}

/** Puts one lamp in the cart; a repetition after silence carries the same key, so it counts once. */
export async function add(teller: Teller, who: Who = {}): Promise<Added> {
  const key = randomKey()
  const answered = await insist(teller, () => teller.lab.add(LAMP, { ...who, key }))
  const { count = 0 } = (answered.json ?? {}) as { count?: number }
  return { ...basics(answered), count, isDone: answered.status === 200 }
}

/** Signs in with the demo account. @throws StoryTrouble when it is refused */
export async function signIn(teller: Teller, who: Who = {}): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { status, json, observation } = await insist(teller, () => teller.lab.signIn(undefined, who))
    const { url = '' } = (json ?? {}) as { url?: string }
    if (status === 200 && !url.includes('csrf=')) return observation.replica ?? ''
    // Asked in two tabs at once, next-auth's token and its cookie may be of different tries; it answers 200 then, with an address to begin again.
    if (status !== 200 || tries === 3) throw refusal('The sign-in', status, json)
  }
}

/** Looks again, at most `most` times, until an answer is the one; all answers are returned, the right one last if there was one. */
export async function lookUntil(
  teller: Teller,
  isIt: (look: Look, all: readonly Look[]) => boolean,
  { most = 12, pauseMs = 0, ...who }: Who & { most?: number; pauseMs?: number } = {},
): Promise<{ looks: Look[]; found: Look | null }> {
  const looks: Look[] = []
  while (looks.length < most) {
    const seen = await look(teller, who)
    looks.push(seen)
    if (isIt(seen, looks)) return { looks, found: seen }
    if (pauseMs > 0) await teller.clock.sleep(pauseMs, teller.signal)
  }
  return { looks, found: null }
}

/** Adds again, at most `most` times, until an answer is the one. */
export async function addUntil(teller: Teller, isIt: (added: Added, all: readonly Added[]) => boolean, most = 12): Promise<Added[]> {
  const all: Added[] = []
  while (all.length < most) {
    const added = await add(teller)
    all.push(added)
    if (isIt(added, all)) break
  }
  return all
}

/** A refusal that the story cannot go on with, in the shop's own words. */
export function refusal(what: string, status: number | null, json?: unknown): StoryTrouble {
  const detail = (json as { detail?: unknown } | null)?.detail
  const said = typeof detail === 'string' ? `: ${detail}` : '.'
  return new StoryTrouble(`${what} was answered ${status ?? 'by nobody'}${said}`, 'heal')
}

/** The answers as a row of chips. */
export function chips(looks: readonly (Look | Added)[], say: (each: Look) => { text: string; isAnomaly?: boolean }): Chip[] {
  return looks.map((each) => ({
    replica: each.replica,
    isAnomaly: false,
    ...(each.status === 200 ? say(each as Look) : { text: each.status === null ? 'no answer' : String(each.status), isAnomaly: true }),
  }))
}

/** What a look says, in two words. */
export const believes = ({ user, count }: Look): string => [user ?? 'nobody', count > 0 ? `cart ${count}` : null].filter(Boolean).join(', ')

/** The same as part of a sentence. */
export const clearly = ({ user, count: many }: Look): string =>
  `${user ? `${user} signed in` : 'nobody signed in'} and ${many === 0 ? 'an empty cart' : `${count(many, 'thing')} in the cart`}`

function basics({ observation, status, json }: Answered) {
  const { detail } = (json ?? {}) as { detail?: unknown }
  return {
    detail: typeof detail === 'string' ? detail : null,
    replica: observation.replica,
    status,
    ms: observation.totalMs,
    tries: Math.max(1, observation.tries.length),
  }
}

/** Sends any other request, and does not mind what it is answered. */
export function send(teller: Teller, call: Call): Promise<Answered> {
  return insist(teller, () => teller.lab.send(call))
}

/** Repeats what nobody answered, for some seconds: a replica that has just died may have taken the answer along. */
async function insist(teller: Teller, send: () => Promise<Answered>): Promise<Answered> {
  for (let tries = 1; ; tries++) {
    teller.signal.throwIfAborted()
    const answered = await send()
    teller.signal.throwIfAborted()
    const isSilence = answered.status === null || answered.status === 502 || answered.status === 504
    if (!isSilence) {
      if (tries > 1) teller.progress(null)
      return answered
    }
    if (tries === SILENCE.tries) throw new StoryTrouble(`Asked ${tries} times, and nobody answered.`, 'heal')
    teller.progress(`${answered.status ?? 'No answer'}; asking again`)
    await teller.clock.sleep(SILENCE.pauseMs, teller.signal)
  }
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
