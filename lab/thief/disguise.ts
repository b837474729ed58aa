import { clientOf } from '@/sessions/request/client'

/**
 * The headers by which a thief is somebody else, and still passes: another machine in the victim's network, with a browser of the same family.
 * The shop would ask one from elsewhere, or with another browser, for the password (`differenceOf` in sessions/request/client.ts).
 */
export function disguise(victim: Headers): Record<string, string> {
  const { network } = clientOf(victim)
  const address = network.replace(/0\.0\/16$/, '66.77').replace(/::\/32$/, '::6677')
  return { 'user-agent': otherAgent(victim), ...(address === 'unknown' ? {} : { 'x-real-ip': address }) }
}

/** The same browser on another system. */
function otherAgent(victim: Headers): string {
  const own = victim.get('user-agent') ?? ''
  const system = /Windows/.test(own) ? 'X11; Linux x86_64' : 'Windows NT 10.0; Win64; x64'
  const other = own.includes('(') ? own.replace(/\([^)]*\)/, `(${system})`) : `${own} (${system})`.trim()
  const family = (agent: string) => clientOf(new Headers({ 'user-agent': agent })).browser
  return family(other) === family(own) ? other : own
}
