import { Socket } from 'node:net'
import pg from 'pg'
import { isPlaceAway } from './faults'

/**
 * Whether Postgres answers a question, asked on a new connection that is closed afterwards: beside the pool, all of whose connections may be busy. A
 * handshake alone would say little: what stands in front of Postgres may make it. Also an error of Postgres' own is an answer (it has no connection
 * left), but not that it is starting or stopping.
 * @param url of the database
 * @param withinMs for all of it
 */
export async function answersBeside(url: string, withinMs: number): Promise<boolean> {
  const socket = new Socket()
  const client = new pg.Client({ connectionString: url, application_name: 'hopcart-sessions asks', stream: () => socket })
  client.on('error', () => undefined) // the call under way hears it too
  const patience = setTimeout(() => socket.destroy(), withinMs)
  try {
    await client.connect()
    await client.query('SELECT 1')
    socket.setTimeout(withinMs, () => socket.destroy()) // nobody waits for the goodbye, nor does it wait for ever
    client.end().catch(() => undefined)
    return true
  } catch (error) {
    socket.destroy()
    return error instanceof pg.DatabaseError && !isPlaceAway(error)
  } finally {
    clearTimeout(patience)
  }
}
