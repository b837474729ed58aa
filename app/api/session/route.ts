import { accountOf } from '@/auth/forced-end'
import { countOf } from '@/shop/cart'
import { handlers, json } from '@/web/http/handlers'
import { endOf } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => {
    const current = await session.read()
    const account = await accountOf(current)
    return json({
      mode: session.mode,
      replica: process.env.REPLICA ?? 'web-1',
      id: current?.id ?? null,
      user: account && { id: account.id, name: account.name, email: account.email },
      isOtherClient: await session.isOtherClient(),
      cartCount: countOf(current),
      createdAt: current && new Date(current.createdAt).toISOString(),
      ...endOf(current),
    })
  },
  // "Stay signed in": slides the idle end, and gives a kept session a new token when its own is old.
  POST: async ({ session }) => {
    await session.renewTokenIfOld()
    return json(endOf(await session.read()))
  },
})
