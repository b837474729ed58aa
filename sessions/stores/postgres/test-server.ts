import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { freePort } from '../../../infra/local/free-port'
import { type Postgres, startPostgres } from '../../../infra/local/postgres'
import { startWatchdog } from '../../../infra/local/watchdog'

/** A private Postgres for tests that stop, crash and freeze it. */
export type TestServer = {
  readonly url: string
  /** A question of the test's own, on a connection of its own. */
  ask<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  start(): Promise<void>
  /** SIGINT: says goodbye to its clients. SIGQUIT: crashes, and recovers at the next start. */
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** Pauses it and all its connections: sockets stay open and are even accepted, and nothing answers. */
  freeze(): Promise<void>
  thaw(): void
  /** Ends it and removes its directory. */
  remove(): Promise<void>
}

export async function startTestServer(): Promise<TestServer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopcart-postgres-'))
  chmodSync(directory, 0o755) // Postgres runs as another user when we are root
  const watchdog = startWatchdog()
  const port = await freePort()
  let running: Postgres
  let frozen: number[] = []

  const server: TestServer = {
    get url() {
      return running.url
    },
    async ask(sql, values = []) {
      const client = new pg.Client(running.url)
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query(sql, [...values])).rows
      } finally {
        await client.end()
      }
    },
    async start() {
      running = await startPostgres({ directory: path.join(directory, 'data'), port })
      watchdog.watch([running.child.pid])
    },
    async stop(signal) {
      await running.child.stop(signal, 10_000)
    },
    async freeze() {
      // Every connection and helper is a process of its own.
      const others = await server.ask<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
      frozen = [running.child.pid, ...others.map(({ pid }) => pid)]
      for (const pid of frozen) process.kill(pid, 'SIGSTOP')
    },
    thaw() {
      for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT')
    },
    async remove() {
      server.thaw()
      await server.stop('SIGQUIT')
      watchdog.dismiss()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
