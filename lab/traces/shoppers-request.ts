import type { IncomingMessage } from 'node:http'
import { cookieNameFor, modeSaid, shopperSaid } from '@/sessions/request'
import type { RequestRecord } from '../contract'
import { cookieIn, visitorOf } from './visitor'

/** What a request says of itself, before it is answered. `id` null: it did not come through the balancer. */
export type ShoppersRequest = Pick<RequestRecord, 'mode' | 'shopper' | 'method' | 'route' | 'prefetch' | 'presented'> & {
  readonly id: string | null
  readonly visitor: string | null
}

/** Files, what asks how a replica is, and the Lab's own calls: not what a shopper does. */
const NOT_A_SHOPPERS = /^\/api\/((lab|internal)(\/|$)|(livez|readyz|metrics)\/?$)|^\/_next\/|\.[a-z0-9]+$/i
/** As a token looks, were one ever put into an address. */
const TOKEN = /[\w-]{8}\.[\w-]{43}[\w.-]*/g
const MAX_ROUTE = 200
const REQUEST_ID = /^[\w-]{1,64}$/

/** Reads a shopper's request, before Next takes headers away from it; null for any other. Neither its query nor a cookie is kept. */
export function shoppersRequest({ url = '/', method = 'GET', headers }: IncomingMessage): ShoppersRequest | null {
  const [path = '/'] = url.split(/[?#]/)
  if (NOT_A_SHOPPERS.test(path)) return null
  const mode = modeSaid(text(headers['x-mode']))
  const shopper = shopperSaid(text(headers['x-shopper']))
  const secure = headers['x-forwarded-proto'] === 'https'
  const host = text(headers['x-forwarded-host']) ?? headers.host ?? null
  const name = cookieNameFor({ mode, shopper, secure, host })
  const id = text(headers['x-request-id'])
  return {
    id: id !== null && REQUEST_ID.test(id) ? id : null,
    visitor: visitorOf(headers.cookie, secure),
    mode,
    shopper,
    method,
    route: path.replace(TOKEN, '…').slice(0, MAX_ROUTE),
    prefetch: isPrefetch(headers),
    presented: Boolean(cookieIn(headers.cookie, name)),
  }
}

/** Next's router says it by headers of its own (of a page, and of a part of one), browsers by Sec-Purpose or the older Purpose. */
function isPrefetch(headers: IncomingMessage['headers']): boolean {
  if (headers['next-router-prefetch'] !== undefined || headers['next-router-segment-prefetch'] !== undefined) return true
  return /\bprefetch\b/i.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`)
}

function text(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null
}
