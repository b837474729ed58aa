import { headers } from 'next/headers'
import { z } from 'zod'
import { requestMode, requestShopper, sentToken, sessionCookieName, sessionCookieOptions } from '@/sessions/request'
import { invalidInput, ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import type { Loot, ThiefOrder, ThiefReport } from '../contract'
import { visitorOf } from '../traces/visitor'
import { disguise } from './disguise'
import { openLoot, sealLoot } from './loot'

/** The replica asks itself, and its session store: below the balancer's patience with the Lab's calls. */
const PATIENCE_MS = 3_000
/** A sealed cookie, sealed again. */
const MAX_LOOT = 8_192

const order: z.ZodType<ThiefOrder> = z.discriminatedUnion(
  'do',
  [
    z.object({ do: z.literal('steal') }),
    z.object({ do: z.literal('use'), loot: z.string('Give the loot, as steal answered it.').max(MAX_LOOT) }),
  ],
  { error: 'The thief can steal and use.' },
)

const shown = z.object({ user: z.object({ name: z.string() }).nullable(), cartCount: z.number() })

/**
 * `POST /api/lab/thief`: copies the session cookie of the request that carries it, or presents such a copy to this very replica as somebody else would,
 * and reports what the shop says. It is always the visitor's own cookie, and never seen by the page. @throws ShopError 422, 503
 */
export async function thief(input: unknown): Promise<Loot | ThiefReport> {
  const asked = parseInput(order, input)
  const cookie = await sessionCookieName()
  const { secure } = await sessionCookieOptions()
  // The name says mode, shopper and scheme; copied out of this browser the loot is worth nothing.
  const of = `${cookie} ${visitorOf((await headers()).get('cookie'), secure)}`
  if (asked.do === 'steal') {
    const token = await sentToken()
    return { loot: token && (await sealLoot(token, of)) }
  }
  const token = await openLoot(asked.loot, of)
  if (token === null)
    throw invalidInput({ loot: 'That loot is from another browser, mode or shopper, or older than ten minutes. Steal the cookie again.' })
  return present(`${cookie}=${token}`)
}

async function present(cookie: string): Promise<ThiefReport> {
  const own = await headers()
  const same = ['x-forwarded-proto', 'x-forwarded-host'].flatMap((name) => {
    const value = own.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const place = { 'x-mode': await requestMode(), 'x-shopper': String(await requestShopper()) }
  const sent = { ...Object.fromEntries(same), ...disguise(own), ...place, cookie }
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/session`, { headers: sent, cache: 'no-store', signal })
    const { user, cartCount } = shown.catch({ user: null, cartCount: 0 }).parse(await answer.json())
    return { replica: answer.headers.get('x-replica') ?? 'web-1', status: answer.status, user: user?.name ?? null, cartCount }
  } catch {
    throw new ShopError(503, 'no-answer', 'No answer', 'The replica did not answer the thief in time. Try again in a moment.')
  }
}
