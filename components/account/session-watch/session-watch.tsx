import { cookies } from 'next/headers'
import { isTokenOld, lifeOf } from '@/sessions/request'
import { visitor, whereabouts } from '../visitor'
import { ENDED_COOKIE, endReason } from './ended-cookie'
import { EndedNotice, NewSignIns, SessionEnd } from './on-demand'

/**
 * What every page tells signed-in people of their session: sign-ins elsewhere, and that its end is near; whoever was signed in until a moment ago,
 * that it has ended. Streams in, and an outage shows nothing. The account page shows the sign-ins itself, since that must not need JavaScript.
 */
export async function SessionWatch() {
  const who = await visitor()
  if (!who) return null
  const life = lifeOf(who.session)
  if (!who.account || !life) {
    const reason = endReason((await cookies()).get(ENDED_COOKIE)?.value)
    return reason && <EndedNotice reason={reason} />
  }
  const fresh = (await whereabouts())?.fresh ?? []
  return (
    <>
      {fresh.length > 0 ? <NewSignIns signIns={fresh} except="/account" className="shell mb-4" /> : null}
      <SessionEnd life={life} isTokenOld={isTokenOld(who.session)} told={fresh.length} />
    </>
  )
}
