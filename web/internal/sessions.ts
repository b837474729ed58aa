import { z } from 'zod'
import type { ModeName, Session } from '@/sessions'
import { logSecurity, openedStores } from '@/sessions/request'
import { findUser } from '@/shop/accounts'
import { countOf } from '@/shop/cart'
import { isDatabaseDown } from '@/shop/database-errors'
import { parseInput } from '@/shop/input'
import { askStores, endInEveryStore, type Stores } from './ask-stores'

/** A user as an operator names them: an account's e-mail address or id. */
export const user = z.string({ error: 'Give the user: an e-mail address or an account id.' }).min(1).max(254)

/** `<tag>.<hash>`, as `list` shows it. A token looks the same, and is nobody's session id. */
const session = z
  .string({ error: 'Give the session: an id as list shows it.' })
  .regex(/^[\w-]{8}\.[\w-]{43}$/, 'That is no session id. Take one from list.')

const input = z.discriminatedUnion(
  'action',
  [
    z.object({ action: z.literal('list'), user }),
    z.object({ action: z.literal('end'), session }),
    z.object({ action: z.literal('end-all'), user }),
  ],
  { error: 'The action is list, end or end-all.' },
)

/**
 * `POST /api/internal/sessions`: the sessions that this replica's stores know of a user, or how many of them it has ended.
 * An end is forced: unlike a sign-out it saves no cart. @throws ShopError 404 for an unknown user, 422
 */
export async function sessionsCall(body: unknown, stores: Stores = openedStores()): Promise<object> {
  const asked = parseInput(input, body)
  if (asked.action === 'end') {
    const { answers, problems } = await askStores(stores, (store) => store.end({ id: asked.session }))
    const [last] = answers.flatMap(({ mode, answer }) => (answer ? [{ mode, user: answer.userId ?? undefined }] : []))
    if (last) logSecurity('forced-end', { ...last, session: asked.session })
    return { ended: last ? 1 : 0, problems }
  }
  const userId = await userIdOf(asked.user)
  if (asked.action === 'end-all') return endInEveryStore(stores, userId)
  const { answers, problems } = await askStores(stores, (store) => store.list(userId))
  return { sessions: answers.flatMap(({ mode, answer }) => answer.map((each) => shown(mode, each))), problems }
}

/** An id does without the accounts where Postgres is away: sessions may be elsewhere. */
async function userIdOf(asked: string): Promise<string> {
  try {
    return (await findUser(asked)).id
  } catch (error) {
    const id = z.uuid().safeParse(asked)
    if (id.success && isDatabaseDown(error)) return id.data.toLowerCase()
    throw error
  }
}

/** What an operator sees of a session; never its token, which no store has. */
function shown(mode: ModeName, { id, userId, createdAt, lastSeenAt, expiresAt, attributes }: Session) {
  const text = (key: string) => (typeof attributes[key] === 'string' ? attributes[key] : null)
  return {
    mode,
    id,
    userId,
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    device: text('client:device'),
    network: text('client:network'),
    cartCount: countOf({ attributes }),
  }
}
