import { isIP } from 'node:net'
import Bowser from 'bowser'
import type { Session, Step } from '../index'

/** What a request tells of the client behind it. */
export type Client = {
  /** As the balancer saw it; `unknown` without one. */
  readonly address: string
  /** The part of the address that a client keeps while it moves about: IPv4 /16, IPv6 /32. */
  readonly network: string
  /** The browser's family (`Firefox`), which an update does not change; else the first word of the User-Agent. */
  readonly browser: string
  /** For people: `Firefox on Linux`. */
  readonly device: string
}

/** Attributes by which a signed-in session knows the client that it was bound to. */
export const CLIENT_DEVICE = 'client:device'
export const CLIENT_NETWORK = 'client:network'
const CLIENT_BROWSER = 'client:browser'
/** Set where the session began in a client that holds its token itself. */
const CLIENT_MOVES = 'client:moves'

/** Longer ones are made up; a parser of regular expressions need not see them. */
const MAX_USER_AGENT = 512

/** Reads the client from a request's headers. */
export function clientOf(headers: Headers): Client {
  const address = headers.get('x-real-ip') ?? 'unknown'
  return { address, network: networkOf(address), ...agentOf((headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT)) }
}

/**
 * The steps that bind a session to its client; part of a sign-in. `moves`: to the kind of program only, and to no network. An app changes networks all
 * day and a server leaves by many addresses, and neither has somebody beside it who could be asked for the password again.
 */
export function clientSteps({ browser, device, network }: Client, { moves }: { moves: boolean }): Step[] {
  const bound = { [CLIENT_BROWSER]: browser, [CLIENT_DEVICE]: device, [CLIENT_NETWORK]: network }
  const steps: Step[] = Object.entries(bound).map(([set, value]) => ({ set, value }))
  return [...steps, moves ? { set: CLIENT_MOVES, value: 1 } : { delete: CLIENT_MOVES }]
}

/**
 * What of the client differs from the one that signed in: then the token may be stolen. Sessions that were bound without a client differ in nothing.
 * Source: OWASP Session Management cheat sheet, "Binding the session ID to other user properties".
 */
export function differenceOf({ attributes }: Session, client: Client): 'browser' | 'network' | null {
  if (!(CLIENT_BROWSER in attributes)) return null
  if (attributes[CLIENT_BROWSER] !== client.browser) return 'browser'
  if (attributes[CLIENT_MOVES]) return null
  return attributes[CLIENT_NETWORK] === client.network ? null : 'network'
}

/** `203.0.0.0/16`, `2001:db8::/32`; this machine is one network, by whichever of its own addresses it comes. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 2).join('.')}.0.0/16`
  if (isIP(plain) !== 6) return 'unknown'
  // The canonical form: lower case, no leading zeros, the longest run of zeros as "::".
  const canonical = new URL(`http://[${plain.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  if (canonical === '::1') return '127.0.0.0/16'
  const [first = '', second = ''] = canonical.startsWith('::') ? ['0', '0'] : canonical.split(':')
  return `${first}:${second || '0'}::/32`
}

function agentOf(userAgent: string): { browser: string; device: string } {
  if (userAgent === '') return { browser: 'unknown', device: 'An unknown client' }
  const { browser, os } = Bowser.parse(userAgent)
  const family = browser.name || /^[\w.-]{1,40}/.exec(userAgent)?.[0] || 'unknown'
  return { browser: family, device: os.name ? `${family} on ${os.name}` : family }
}
