import { connection } from 'next/server'
import { handlers } from '@/web/http/handlers'

/** Is the process alive? Asks nobody else. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async () => {
    await connection()
    return Response.json({ status: 'ok', replica: process.env.REPLICA ?? 'web-1' }, { headers: { 'Cache-Control': 'no-store' } })
  },
})
