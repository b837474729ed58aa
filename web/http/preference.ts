import { cookies, headers } from 'next/headers'

const YEAR_SECONDS = 365 * 24 * 3600

/** Keeps a choice of this browser, such as its theme, for a year. Route handlers and server actions only. */
export async function setPreference(name: string, value: string): Promise<void> {
  ;(await cookies()).set(name, value, {
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure: (await headers()).get('x-forwarded-proto') === 'https',
    maxAge: YEAR_SECONDS,
  })
}
