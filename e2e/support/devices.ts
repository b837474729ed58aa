import type { Stack } from '../../infra/local/stack'
import { Client } from './client'
import { FIREFOX } from './user-agent'

/** Devices, as they call themselves and as the shop does. */
export const LAPTOP = { name: 'Firefox on Linux', userAgent: FIREFOX }
export const PHONE = {
  name: 'Safari on iOS',
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
}

type Device = { readonly userAgent: string }

/** Signs somebody in on another device. */
export async function signInElsewhere(
  stack: Stack,
  { email, password }: { email: string; password: string },
  device: Device = LAPTOP,
): Promise<Client> {
  const client = new Client(stack.url)
  const { status, text } = await client.signIn(email, password, { headers: sentBy(device) })
  if (status !== 200) throw new Error(`sign-in answered ${status}: ${text}`)
  return client
}

/** The headers of whatever a device sends. */
export function sentBy({ userAgent }: Device): Record<string, string> {
  return { 'user-agent': userAgent }
}
