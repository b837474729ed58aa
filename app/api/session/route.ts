import { accountOf } from '@/auth/forced-end'
import { newSignIns } from '@/auth/own-sessions'
import { countOf } from '@/shop/cart'
import { handlers, json } from '@/web/http/handlers'
import { endOf, lifeView } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => {
    const current = await session.read()
    const account = await accountOf(current, session.mode)
    if (current?.userId && !account) session.refuseUnknown()
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
  // "Stay signed in": slides the idle end, gives a kept session a new token when its own is old, and counts sign-ins that it has not been told of.
  POST: async ({ session }) => {
    await session.renewTokenIfOld()
    const current = await session.read()
    const account = await accountOf(current, session.mode)
    if (current?.userId && !account) session.refuseUnknown()
    if (!current || !account) return json({ ...endOf(current), signedIn: null, newSignIns: 0 })
    const found = await newSignIns(session, { ...current, userId: account.id })
    return json({ ...lifeView(current), newSignIns: found.length })
  },
})
