import { headers } from 'next/headers'

/** Where the browser believes this shop to be; the balancer overwrites the forwarded headers. */
export async function siteOrigin(): Promise<string> {
  const sent = await headers()
  const host = sent.get('x-forwarded-host') ?? sent.get('host') ?? 'localhost'
  return `${sent.get('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${host}`
}
