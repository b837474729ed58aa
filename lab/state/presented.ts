import { cookies } from 'next/headers'
import { sentToken } from '@/sessions/request'
import { idNamedBy } from '@/sessions/token'

/** What this request's session cookies name: the one of its mode and shopper, and the ids of all of them. */
export async function presented(): Promise<{ token: string | null; id: string | null; ids: string[] }> {
  const token = await sentToken()
  const all = (await cookies()).getAll().filter(({ name }) => name.endsWith('-sid'))
  return { token, id: (token && idNamedBy(token)) || null, ids: all.flatMap(({ value }) => idNamedBy(value) ?? []) }
}
