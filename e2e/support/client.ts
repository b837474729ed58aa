import { randomUUID } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { noteCookie } from './secrets'
import { USER_AGENT } from './user-agent'

export type Reply = {
  status: number
  replica: string
  headers: http.IncomingHttpHeaders
  /** Each header as often as it came. */
  all: NodeJS.Dict<string[]>
  text: string
  json: <T = Record<string, unknown>>() => T
}
type Call = { body?: unknown; headers?: Record<string, string>; form?: Record<string, string>; localAddress?: string }

/** One connection per request, so that the balancer, and no keep-alive, picks the replica. */
const agent = new http.Agent({ keepAlive: false })
const tlsAgent = new https.Agent({ keepAlive: false, rejectUnauthorized: false }) // a stack's certificate is its own

/** An HTTP client with a cookie jar, as a script would use the contract; sends the Origin that state changes need. */
export class Client {
  readonly cookies = new Map<string, string>()

  constructor(
    readonly url: string,
    /** Whether it keeps the cookies that answers set. */
    private readonly learns = true,
  ) {}

  get = (path: string, call: Call = {}) => this.send('GET', path, call)
  post = (path: string, body: unknown, call: Call = {}) => this.send('POST', path, { body, ...call })
  patch = (path: string, body: unknown, call: Call = {}) => this.send('PATCH', path, { body, ...call })
  delete = (path: string, call: Call = {}) => this.send('DELETE', path, call)

  /** Another client with the same cookies as of now: a stolen or remembered cookie, a second tab. */
  copy(): Client {
    const other = new Client(this.url)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  /** A client that sends this one cookie with every call and takes no other, not even the balancer's: an old or stolen token. */
  with(name: string, value: string | undefined): Client {
    const other = new Client(this.url, false)
    if (value) other.cookies.set(name, value)
    return other
  }

  /** The session token that the jar holds, whatever the mode calls its cookie. */
  get token(): string | undefined {
    for (const [name, value] of this.cookies) if (/(^|-)sid$/.test(name)) return value
    return undefined
  }

  send(method: string, path: string, { body, form, headers = {}, localAddress }: Call): Promise<Reply> {
    const payload = form
      ? new URLSearchParams(form).toString()
      : body === undefined
        ? undefined
        : typeof body === 'string'
          ? body
          : JSON.stringify(body)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent: Record<string, string> = {
      origin: this.url,
      'user-agent': USER_AGENT,
      ...(cookie ? { cookie } : {}),
      ...(payload === undefined
        ? {}
        : {
            'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
            'content-length': String(Buffer.byteLength(payload)),
          }),
      ...headers,
    }
    for (const [name, value] of Object.entries(sent)) if (value === '') delete sent[name]
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.url)
      const secure = url.protocol === 'https:'
      const request = (secure ? https : http).request(
        url,
        { method, headers: sent, agent: secure ? tlsAgent : agent, timeout: 30_000, ...(localAddress ? { localAddress } : {}) },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            if (this.learns) this.keep(response.headers['set-cookie'] ?? [])
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({
              status: response.statusCode ?? 0,
              replica: String(response.headers['x-replica'] ?? ''),
              headers: response.headers,
              all: response.headersDistinct,
              text,
              json: <T>() => JSON.parse(text) as T,
            })
          })
        },
      )
      request.on('timeout', () => request.destroy(new Error(`${method} ${path} took over 30 s`)))
      request.on('error', reject)
      request.end(payload)
    })
  }

  private keep(setCookies: string[]): void {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1)]
      if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name)
      else {
        this.cookies.set(name, value)
        noteCookie(name, value)
      }
    }
  }

  /** Puts something into the cart; the same key adds once. */
  add(productId: string, quantity = 1, key: string = randomUUID()): Promise<Reply> {
    return this.post('/api/cart/lines', { productId, quantity }, { headers: { 'idempotency-key': key } })
  }

  /** Quantities of the cart by product. */
  async cart(): Promise<Record<string, number>> {
    const reply = await this.get('/api/cart')
    if (reply.status !== 200) throw new Error(`the cart was answered with ${reply.status}: ${reply.text}`)
    const { lines } = reply.json<{ lines: { productId: string; quantity: number }[] }>()
    return Object.fromEntries(lines.map(({ productId, quantity }) => [productId, quantity]))
  }

  /** Signs in by next-auth's own endpoint, as any client may. */
  async signIn(email: string, password: string, { remember = false, ...call }: Call & { remember?: boolean } = {}): Promise<Reply> {
    const { csrfToken } = (await this.get('/api/auth/csrf', call)).json<{ csrfToken: string }>()
    const form = { email, password, csrfToken, json: 'true', ...(remember ? { remember: '1' } : {}) }
    return this.send('POST', '/api/auth/callback/credentials', { ...call, form })
  }

  /** Signs out by next-auth's own endpoint. */
  async signOut(): Promise<Reply> {
    const { csrfToken } = (await this.get('/api/auth/csrf')).json<{ csrfToken: string }>()
    return this.send('POST', '/api/auth/signout', { form: { csrfToken, json: 'true' } })
  }

  /** Opens an account that nobody else has, and answers its credentials. */
  async signUp(): Promise<{ email: string; password: string }> {
    const account = { name: 'E. Tester', email: `${randomUUID()}@example.com`, password: 'correct horse battery' }
    const { status, text } = await this.post('/api/account', account)
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${text}`)
    return account
  }
}
