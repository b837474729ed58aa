/**
 * Reads what nginx says of the way of a request (`X-Hopcart-Way`); a browser may load this file.
 *
 * @module
 */

/** A replica that nginx tried. `address` null: none was left to try; `status` null: none was given. 502 and 504 are nginx's own words for no answer. */
type Try = { readonly address: string | null; readonly status: number | null }

/** A request on its way: nginx's id of it, and whom it tried for it, in order; nobody for what it answers itself. */
export type Way = { readonly id: string; readonly tries: readonly Try[] }

/** nginx parts the tries of one look at its list of replicas by ", ", and those of a further look by " : ". */
const SEPARATOR = /, | : /

/**
 * Reads `<request id>; <addresses>; <statuses>`; null for anything else. Source: https://nginx.org/en/docs/http/ngx_http_upstream_module.html#variables
 * @example wayOf('4f; 127.0.0.1:3002, 127.0.0.1:3001; 502, 200')?.tries[1] // { address: '127.0.0.1:3001', status: 200 }
 */
export function wayOf(header: string | null | undefined): Way | null {
  const [id = '', addresses, statuses = ''] = (header ?? '').split(';').map((part) => part.trim())
  if (!/^[0-9a-f]{32}$/.test(id) || addresses === undefined) return null
  const said = statuses.split(SEPARATOR)
  const tried = addresses === '' ? [] : addresses.split(SEPARATOR)
  return { id, tries: tried.map((address, i) => ({ address: isAddress(address) ? address : null, status: statusOf(said[i]) })) }
}

/** With its port: a try that found nobody has the upstream's name instead. */
function isAddress(text: string): boolean {
  return /:\d+$/.test(text)
}

function statusOf(text = ''): number | null {
  return /^\d{3}$/.test(text) ? Number(text) : null
}
