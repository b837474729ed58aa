import { Client, type Reply } from './client'
import { noteCookie } from './secrets'

type Call = { body?: unknown; form?: Record<string, string>; headers?: Record<string, string>; localAddress?: string }

/** A program that uses the API: it holds its token itself, and has no cookies and no Origin. */
export class ApiClient {
  token: string | null = null
  /** Every answer, in turn. */
  readonly heard: Reply[] = []
  private readonly bare: Client

  constructor(readonly url: string) {
    this.bare = new Client(url).with('none', undefined)
  }

  /** Sends a request with the token that it has, and takes another one where the answer brings it. */
  async send(method: string, path: string, { headers = {}, ...call }: Call = {}): Promise<Reply> {
    const own: Record<string, string> = this.token === null ? {} : { authorization: `Bearer ${this.token}` }
    const reply = await this.bare.send(method, path, { ...call, headers: { origin: '', ...own, ...headers } })
    this.heard.push(reply)
    const fresh = reply.headers['session-token']
    if (typeof fresh === 'string') this.hold(fresh)
    return reply
  }

  hold(token: string): void {
    this.token = token
    noteCookie('sid', token) // for the search of tokens at the end
  }

  add(productId: string, quantity = 1): Promise<Reply> {
    return this.send('POST', '/api/cart/lines', { body: { productId, quantity } })
  }

  /** Gets a token: a user's, or with `{}` a guest's. */
  getToken(credentials: Record<string, unknown> = {}, call: Call = {}): Promise<Reply> {
    return this.send('POST', '/api/token', { ...call, body: credentials })
  }
}
