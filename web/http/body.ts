import { ShopError } from '@/shop/errors'

/** The most bytes of a request's body; a checkout is under 2 KB. */
const MAX_BODY_BYTES = 65_536

const FORM = 'application/x-www-form-urlencoded'

/** Reads a JSON body of bounded size. @throws ShopError 400, 413 or 415 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new ShopError(415, 'not-json', 'JSON, please', 'Send the body as JSON with the header "Content-Type: application/json".')
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch {
    throw new ShopError(400, 'malformed-json', 'That is not JSON', 'The body could not be read as JSON. Check quotes, commas and brackets.')
  }
}

/** Reads the fields of a form of bounded size, as browsers send one that has no files. @throws ShopError 413 or 415 */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== FORM)
    throw new ShopError(415, 'not-a-form', 'A form, please', `Send the fields as a form with the header "Content-Type: ${FORM}".`)
  return Object.fromEntries(new URLSearchParams(await readText(request)))
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES)
      throw new ShopError(413, 'body-too-large', 'That is too much', `A body may have at most ${MAX_BODY_BYTES} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The request's Idempotency-Key, which makes a repeat harmless; a new one when there is none. @throws ShopError 422 */
export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key')
  if (key === null) return null
  if (/^[\x21-\x7e]{1,128}$/.test(key)) return key
  throw new ShopError(
    422,
    'bad-key',
    'That key does not fit',
    'An Idempotency-Key is 1 to 128 visible ASCII characters; a UUID is a good one.',
  )
}
