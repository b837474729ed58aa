/** Requests of a story that say themselves how their token travels. */
import type { Answered } from '@/lab/client/types'
import { send } from './requests'
import type { Chip } from './story'
import type { Teller } from './teller'

/** One answer to such a request. */
export type Heard = {
  readonly replica: string | null
  readonly status: number | null
  readonly id: string | null
  readonly user: string | null
  readonly detail: string
}

/** Who am I? `withoutCookies` false: the browser adds its own. */
export async function askBy(teller: Teller, path: string, headers: Record<string, string> = {}, withoutCookies = true): Promise<Heard> {
  return heardIn(await send(teller, { path, headers, withoutCookies, label: 'who am I?' }))
}

function heardIn({ observation, status, json }: Answered): Heard {
  const { id = null, user, detail } = (json ?? {}) as { id?: string | null; user?: { name?: string } | null; detail?: unknown }
  const isTold = status === 200
  return {
    replica: observation.replica,
    status,
    id: isTold ? id : null,
    user: isTold ? (user?.name ?? null) : null,
    detail: typeof detail === 'string' ? detail : '',
  }
}

export function heardChip(heard: Heard | undefined, isAnomaly = false): Chip {
  const text = heard?.status === 200 ? (heard.user ?? 'nobody') : heard?.status == null ? 'no answer' : String(heard.status)
  return { replica: heard?.replica ?? null, text, isAnomaly }
}

/** Why it was refused: the first sentence of what the shop says. */
export function said({ detail }: Heard): string {
  return detail.split(/(?<=\.) /)[0] ?? ''
}
