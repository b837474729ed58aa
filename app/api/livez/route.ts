import { connection } from 'next/server'

/** Is the process alive? Asks nobody else. */
export async function GET() {
  await connection()
  return Response.json({ status: 'ok', replica: process.env.REPLICA ?? 'web-1' }, { headers: { 'Cache-Control': 'no-store' } })
}
