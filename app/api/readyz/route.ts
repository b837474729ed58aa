import { connection } from 'next/server'
import { openedStores, requestMode } from '@/sessions/request'
import { isDatabaseReady } from '@/shop/database'
import { handlers } from '@/web/http/handlers'

/**
 * May the balancer send shoppers here? Not while draining or without the shop's database. A lost session store is no reason:
 * the catalogue stays in rotation and personal calls answer 503 by themselves.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({ GET: readiness })

async function readiness(): Promise<Response> {
  await connection()
  const replica = process.env.REPLICA ?? 'web-1'
  const draining = Boolean((globalThis as { __hopcartDraining?: boolean }).__hopcartDraining)
  const [database, sessions] = await Promise.all([
    isDatabaseReady(),
    openedStores()
      .storeFor(await requestMode())
      .ready(),
  ])
  const ready = database && !draining
  const body = {
    status: draining ? 'draining' : ready ? 'ok' : 'unavailable',
    replica,
    database: database ? 'ok' : 'unavailable',
    sessions: sessions ? 'ok' : 'unavailable',
  }
  return Response.json(body, {
    status: ready ? 200 : 503,
    headers: { 'Cache-Control': 'no-store', ...(ready ? {} : { 'Retry-After': '2' }) },
  })
}
