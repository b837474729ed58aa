import { type Looks, saysBearer } from '@/sessions/request/bearer'
import { logSecurityWithin } from '@/sessions/request/security-log'
import { ShopError } from '@/shop/errors'
import { isListedOrigin } from './cors'

/**
 * Refuses a change that a browser may have been made to send with somebody's cookie. What says by itself who it is needs no Origin: no
 * browser adds `Authorization: Bearer` of its own accord, and a page of another site that adds it is asked first (CORS, cors.ts). A call that answers tokens and
 * reads no cookie takes any client but a page that is neither ours nor listed. @throws ShopError 403
 */
export function assertMayChange(headers: Headers, looks: Looks): void {
  if (looks !== 'cookie' && saysBearer(headers)) return
  if (looks === 'header' && (!headers.has('origin') || isListedOrigin(headers.get('origin')))) return
  assertSameOrigin(headers)
}

/**
 * Refuses a state change from another site (OWASP ASVS 5.0, 3.5): it needs an Origin that is exactly the address the browser
 * used, which the balancer passes on as X-Forwarded-Host and -Proto. None, `null` and foreign ones are refused alike.
 * @throws ShopError 403
 */
export function assertSameOrigin(headers: Headers): void {
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  const scheme = headers.get('x-forwarded-proto') ?? 'http'
  const site = headers.get('sec-fetch-site')
  if (host && headers.get('origin') === `${scheme}://${host}` && (site === null || site === 'same-origin')) return
  logSecurityWithin('foreign-origin', { origin: headers.get('origin')?.slice(0, 200), site, request: headers.get('x-request-id') })
  throw new ShopError(
    403,
    'foreign-origin',
    'This came from another site',
    `Changes need the header "Origin: ${scheme}://${host}". Open the shop itself and try again there.`,
  )
}
