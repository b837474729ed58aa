import { findAccount } from '@/shop/accounts'
import { countOf } from '@/shop/cart'
import { handlers, json } from '@/web/http/handlers'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => {
    const current = await session.read()
    const account = current?.userId ? await findAccount(current.userId) : null
    return json({
      mode: session.mode,
      replica: process.env.REPLICA ?? 'web-1',
      id: current?.id ?? null,
      user: account && { id: account.id, name: account.name, email: account.email },
      cartCount: countOf(current),
      createdAt: current && new Date(current.createdAt).toISOString(),
      expiresAt: current && new Date(current.expiresAt).toISOString(),
    })
  },
})
