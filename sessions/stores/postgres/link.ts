import pg from 'pg'
import { StoreUnavailable } from '../../errors'
import { isDeadlock, isRefusal, isTimeout, keepsConnection } from './faults'
import { STATEMENTS, type Statement } from './statements'

/** How long a call waits for a connection, at most; and for its answer: Postgres gives up first, so that it is heard why. */
const CONNECT_MS = 2000
const STATEMENT_MS = 2000
const ANSWER_MS = 2500
/** After a time-out one call in this time tries again; the others fail at once, so that waiting requests do not pile up. */
const RETRY_MS = 500
/** How long `ready` waits, and `close` for calls under way. */
const READY_MS = 1000
const CLOSE_MS = 1000
/** Our order of locks rules deadlocks out; against other users of the same tables a few tries are enough. */
const ATTEMPTS = 3

/**
 * Connections to one Postgres, made when needed, that say quickly and clearly when there is none.
 *
 * - Every wait is bounded. A refused connection fails by itself; after a time-out (a paused server, a cut cable) calls fail at once.
 * - It recovers by itself: a call every {@link RETRY_MS} tries, and connections that broke are dropped.
 * - A call whose connection broke is not repeated here: it may have been executed. The caller is told and may repeat it.
 */
export class PostgresLink {
  readonly #name: string
  readonly #pool: pg.Pool
  readonly #clients = new Set<pg.PoolClient>()
  #down: Error | undefined
  #retryAt = 0
  #closed: Promise<void> | undefined

  constructor(name: string, url: string, max: number) {
    this.#name = name
    this.#pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'hopcart-sessions',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: ANSWER_MS,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    this.#pool.on('connect', (client) => {
      this.#clients.add(client)
      client.on('error', () => {}) // the call under way hears it too
    })
    this.#pool.on('remove', (client) => this.#clients.delete(client))
    this.#pool.on('error', () => {}) // an idle connection broke, and the pool dropped it
  }

  /**
   * Runs one prepared statement in a transaction of its own and answers its rows.
   * @throws StoreUnavailable, or as it is what {@link isRefusal} knows: then Postgres is well and does not want to.
   */
  async run(operation: string, { name, text }: Statement, values: readonly unknown[]): Promise<unknown[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#tryOnce({ name, text, values: [...values], rowMode: 'array' })
      } catch (error) {
        if (isRefusal(error)) throw error
        if (!isDeadlock(error) || attempt === ATTEMPTS) throw new StoreUnavailable(this.#name, operation, error)
      }
    }
  }

  async ready(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, READY_MS, false)
    })
    const answer = this.run('ready', STATEMENTS.ping, []).then(
      () => true,
      () => false,
    )
    return Promise.race([answer, patience]).finally(() => clearTimeout(timer))
  }

  /** Lets calls under way get their answers, for a moment, and disconnects. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #tryOnce(query: pg.QueryArrayConfig): Promise<unknown[][]> {
    if (this.#closed) throw new Error('it is closed')
    if (this.#down) {
      if (performance.now() < this.#retryAt) throw this.#down
      this.#retryAt = performance.now() + RETRY_MS
    }
    let client: pg.PoolClient | undefined
    let keep = false
    try {
      client = await this.#pool.connect()
      const { rows } = await client.query(query)
      keep = true
      this.#down = undefined
      return rows
    } catch (error) {
      keep = keepsConnection(error)
      if (isTimeout(error)) {
        this.#down = error
        this.#retryAt = performance.now() + RETRY_MS
      }
      throw error
    } finally {
      client?.release(!keep)
    }
  }

  async #close(): Promise<void> {
    // A paused server does not say goodbye: then its sockets are cut.
    const timer = setTimeout(() => {
      for (const { connection } of this.#clients) connection.stream.destroy()
    }, CLOSE_MS)
    await this.#pool.end()
    clearTimeout(timer)
  }
}
