/** Lines for a shell, by which a story is repeated without the page. `$U` is the stack's address; the cookie jar is the browser. */
import type { FaultOrder } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { LAMP } from './requests'

/** The first line of each. */
export const ADDRESS = 'U=http://localhost:8080'

const JSON_TYPE = "-H 'Content-Type: application/json'"
const ORIGIN = '-H "Origin: $U"'

const call = (mode: ModeName, jar = 'jar') => `curl -s -c ${jar} -b ${jar} -H 'X-Hopcart-Mode: ${mode}'`

/** Who am I? As often as said; each answer names its replica. */
export function askLine(mode: ModeName, times = 1, jar?: string): string {
  const one = `${call(mode, jar)} $U/api/session`
  return times === 1 ? `${one}; echo` : `for i in $(seq ${times}); do ${one}; echo; done`
}

/** One lamp into the cart, with the time that it took. */
export function addLine(mode: ModeName): string {
  return `${call(mode)} ${ORIGIN} ${JSON_TYPE} -d '{"productId":"${LAMP}","quantity":1}' -o /dev/null -w 'add: %{http_code} in %{time_total}s\\n' $U/api/cart/lines`
}

/** Signs in with the demo account, as next-auth wants it: first its token against forged forms. */
export function signInLines(mode: ModeName): string[] {
  return [
    `T=$(${call(mode)} $U/api/auth/csrf | sed 's/.*:"//; s/".*//')`,
    `${call(mode)} ${ORIGIN} -d "csrfToken=$T&email=demo@example.com&password=hopcart-demo&json=true" $U/api/auth/callback/credentials; echo`,
  ]
}

/** Signs in as a client that has no cookies, and keeps the token in `$T`. */
export function tokenLine(mode: ModeName): string {
  return `T=$(curl -s -H 'X-Hopcart-Mode: ${mode}' ${JSON_TYPE} -d '{"email":"demo@example.com","password":"hopcart-demo"}' $U/api/token | sed 's/.*"token":"//; s/".*//')`
}

/** Who am I, by that token? In the header, in the address, with the jar's cookie beside it; and its end. */
export function bearerLines(mode: ModeName): string[] {
  const bare = `curl -s -H 'X-Hopcart-Mode: ${mode}'`
  const bearer = '-H "Authorization: Bearer $T"'
  return [
    `${bare} ${bearer} $U/api/session; echo`,
    `${bare} "$U/api/session?access_token=$T"; echo`,
    `${call(mode)} ${bearer} $U/api/session; echo`,
    `${bare} ${bearer} -X DELETE $U/api/token`,
    `${bare} ${bearer} -D - $U/api/session; echo`,
  ]
}

export function signOutLine(mode: ModeName): string {
  return `${call(mode)} ${ORIGIN} -d "csrfToken=$T&json=true" $U/api/auth/signout; echo`
}

/** What is answered without a session: the status of the catalogue, and of what is personal with its headers. */
export const catalogueLine = (mode: ModeName): string => `${call(mode)} -o /dev/null -w 'catalogue: %{http_code}\\n' $U/api/products`
export const headersLine = (mode: ModeName): string => `${call(mode)} -o /dev/null -D - $U/api/session | grep -iE '^HTTP|^retry-after'`

/** Kills the replica that answers this browser now. */
export function crashHomeLines(mode: ModeName): string[] {
  return [`R=$(${call(mode)} $U/api/session | sed 's/.*"replica":"//; s/".*//')`, CRASH_R]
}

/** Kills the replica that decides on this browser's session, as the x-ray has it. */
export function crashPrimaryLines(mode: ModeName): string[] {
  const find = `grep -o '"replica":"[^"]*"},"state":"known","role":"primary"' | cut -d'"' -f4`
  return [`R=$(${call(mode)} $U/api/lab/state | ${find})`, CRASH_R]
}

/** What the Lab's buttons send. */
export function breakLine(order: FaultOrder): string {
  return `curl -s ${ORIGIN} ${JSON_TYPE} -d '${JSON.stringify(order)}' $U/api/lab/faults; echo`
}

const CRASH_R = `curl -s ${ORIGIN} ${JSON_TYPE} -d '{"kind":"crash","replica":"'$R'"}' $U/api/lab/faults; echo`

export const HEAL_LINE = `curl -s -X DELETE ${ORIGIN} $U/api/lab/faults; echo`
