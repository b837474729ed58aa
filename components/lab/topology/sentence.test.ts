import { expect, test } from 'vitest'
import { exampleRequest } from './examples'
import { sentenceOf } from './sentence'

const failed = { replica: 'web-2', status: 502 }
const nobody = { replica: null, session: undefined }

test.each([
  [
    { method: 'POST', label: 'add to cart', tries: [failed, { replica: 'web-1', status: 200 }] },
    'POST add to cart: nginx tried B, which did not answer, then A, which knows the session: demo, cart 3',
  ],
  [{}, 'GET /api/cart: nginx chose A, which knows the session: demo, cart 3'],
  [{ label: 'who am I?' }, 'GET who am I: nginx chose A, which knows the session: demo, cart 3'],
  [{ mode: 'sticky' as const }, 'GET /api/cart: the affinity cookie led nginx to A, which knows the session: demo, cart 3'],
  [{ mode: 'stateless' as const }, 'GET /api/cart: nginx chose A, which opened the cookie: demo, cart 3'],
  [
    { session: null, anomalies: [{ kind: 'signed-out' as const, text: 'signed out' }] },
    'GET /api/cart: nginx chose A, which does not know the session; signed out',
  ],
  [{ session: null, presented: false }, 'GET /api/cart: nginx chose A, which saw no session'],
  [{ own: false, session: undefined, calls: [] }, 'GET /api/cart (a page, or another tab): A answered without asking for the session'],
  [{ status: 409 }, 'GET /api/cart: nginx chose A, which knows the session: demo, cart 3 and answered 409'],
  [
    { mode: 'redis' as const, status: 503, outage: true, session: undefined },
    'GET /api/cart: nginx chose A, which could not reach Redis and answered 503',
  ],
  [{ ...nobody, status: 502, tries: [failed] }, 'GET /api/cart: nginx tried B, which did not answer; nobody was left'],
  [{ ...nobody, status: 503, tries: [] }, 'GET /api/cart: nginx refused it with 503, no replica was there to answer'],
  [{ ...nobody, status: null, tries: [] }, 'GET /api/cart: it was lost, no answer came'],
])('%#', (part, sentence) => expect(sentenceOf(exampleRequest(part))).toBe(sentence))
