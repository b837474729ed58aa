import pg from 'pg'
import { StoreUnavailable } from '../../errors'
import { answersBeside } from './ask-beside'
import { isDeadlock, isPlaceAway, isRefusal, keepsConnection } from './faults'
import { SignsOfLife, Silence } from './signs-of-life'
import { STATEMENTS, type Statement } from './statements'

/** How long a call waits for one of its own connections, when all are busy, and for a new one. */
const CONNECT_MS = 2000
/** How long Postgres itself lets a call wait for a row that somebody has locked, and work on it: it says so before it could be taken for dead. */
const LOCK_MS = 700
const STATEMENT_MS = 2000
/** How long `ready` waits, and `close` for calls under way. */
const READY_MS = 1000
const CLOSE_MS = 1000
/** Our order of locks rules deadlocks out; against other users of the same tables a few tries are enough, where Postgres finds them before LOCK_MS. */
const ATTEMPTS = 3

/**
 * Connections to one Postgres, made when needed, that say quickly and clearly when there is none.
 *
 * - Every wait is bounded. A refused connection fails by itself; when Postgres keeps silent (it is paused, or the cable is cut) all calls under
 *   way fail together, also those that wait for a free connection. `sessions/outage` sees to it that the next ones do not wait again.
 * - A statement that is slow is nobody else's outage: it fails alone, by Postgres' own limit, while Postgres answers anything.
 * - Connections that broke are dropped, and new ones made.
 * - A call whose connection broke is not repeated here: it may have been executed. The caller is told and may repeat it.
 */
export class PostgresLink {
  readonly #name: string
  readonly #pool: pg.Pool
  readonly #signs: SignsOfLife
  #closed: Promise<void> | undefined

  constructor(name: string, url: string, max: number) {
    this.#name = name
    this.#signs = new SignsOfLife((withinMs) => answersBeside(url, withinMs))
    this.#pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'hopcart-sessions',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
      stream: () => this.#signs.newSocket(),
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    this.#pool.on('connect', (client) => {
      client.on('error', () => {}) // the call under way hears it too
    })
    this.#pool.on('error', () => {}) // an idle connection broke, and the pool dropped it
  }

  /**
   * Runs one prepared statement in a transaction of its own and answers its rows.
   * @throws StoreUnavailable, or as it is what {@link isRefusal} knows: then Postgres is well and does not want to.
   */
  async run(operation: string, { name, text }: Statement, values: readonly unknown[]): Promise<unknown[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#tryOnce(operation, { name, text, values: [...values], rowMode: 'array' })
      } catch (error) {
        if (!(error instanceof StoreUnavailable && isDeadlock(error.cause)) || attempt === ATTEMPTS) throw error
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

  async #tryOnce(operation: string, query: pg.QueryArrayConfig): Promise<unknown[][]> {
    if (this.#closed) throw new StoreUnavailable(this.#name, operation, new Error('it is closed'))
    const call = this.#signs.begin()
    let client: pg.PoolClient | undefined
    let keep = false
    try {
      const connecting = this.#pool.connect()
      client = await Promise.race([connecting, call.lost]).catch((error) => {
        // It may still come, for nobody.
        connecting.then(
          (late) => late.release(),
          () => undefined,
        )
        throw error
      })
      const { rows } = await Promise.race([client.query(query), call.lost])
      keep = true
      return rows
    } catch (error) {
      keep = keepsConnection(error)
      if (isRefusal(error)) throw error
      throw new StoreUnavailable(this.#name, operation, error, client ? error instanceof Silence : isPlaceAway(error))
    } finally {
      this.#signs.finish(call)
      client?.release(!keep)
    }
  }

  async #close(): Promise<void> {
    // A paused server does not say goodbye: then its sockets are cut.
    const timer = setTimeout(() => this.#signs.cut(), CLOSE_MS)
    await this.#pool.end()
    clearTimeout(timer)
  }
}
