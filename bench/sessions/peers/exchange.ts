import type session from 'express-session'
import type { SessionData } from 'express-session'

type Middleware = ReturnType<typeof session>

declare module 'express-session' {
  interface SessionData {
    cart: Record<string, number>
    userId: string
  }
}

/** What a handler sees of a request: the part that express-session fills in. */
export type SessionRequest = {
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
  readonly sessionID: string
  readonly session: Partial<SessionData> & {
    regenerate(done: (error?: unknown) => void): void
    destroy(done: (error?: unknown) => void): void
  }
}

export type Handler = (request: SessionRequest, answer: (error?: unknown) => void) => void

/** How an exchange ended: the cookie that the browser holds afterwards. */
export type Exchanged = { readonly cookie: string }

/**
 * One request through express-session's own middleware, with a request and a response that cost next to nothing: no socket, no
 * parsing, no header text. It resolves when the answer is sent, which express-session puts off until the session is saved or touched.
 */
export function exchange(middleware: Middleware, cookie: string, handle: Handler): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const request = { headers: cookie === '' ? {} : { cookie }, url: '/', connection: {} }
    const response = new BareResponse(() => resolve({ cookie: response.newCookie ?? cookie }))
    const fail = (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)))
    middleware(request as never, response as never, (error) => {
      if (error) return fail(error)
      handle(request as unknown as SessionRequest, (failed) => (failed ? fail(failed) : response.end()))
    })
  })
}

/** As much of http.ServerResponse as express-session and on-headers use; they replace `end` and `writeHead`. */
class BareResponse {
  statusCode = 200
  /** http.ServerResponse's name for the header text; there once it is sent. */
  _header: string | null = null
  newCookie: string | undefined
  readonly #sent: () => void

  constructor(sent: () => void) {
    this.#sent = sent
  }

  getHeader(): undefined {
    return undefined
  }

  setHeader(name: string, value: string | string[]): void {
    if (name === 'Set-Cookie') this.newCookie = [value].flat()[0]?.split(';', 1)[0]
  }

  writeHead(): this {
    this._header = 'sent'
    return this
  }

  _implicitHeader(): void {
    this.writeHead()
  }

  write(): boolean {
    return true
  }

  end(): this {
    if (this._header === null) this._implicitHeader()
    this.#sent()
    return this
  }
}
