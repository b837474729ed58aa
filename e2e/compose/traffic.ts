import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Reply } from '../support/client'
import { LAMP } from '../support/story'

/** What anybody may read, whoever answers. */
export const CATALOGUE = ['/', '/api/products', '/category/light']

/**
 * Two who go on reading until told to stop, and note what fails. With a session they read their cart too, and add one thing after the other; an add
 * has a key, so that the balancer may repeat it. Without one each reading is somebody new.
 */
export async function startTraffic(url: string, session?: Client) {
  const readings = session ? [...CATALOGUE, '/api/cart'] : CATALOGUE
  const { products } = (await new Client(url).get('/api/products')).json<{ products: { id: string; stock: number }[] }>()
  const plenty = products.filter(({ id, stock }) => stock >= 200 && id !== LAMP.id).map(({ id }) => id)
  const failed: string[] = []
  const seen = new Map<string, number>()
  const added: Record<string, number> = {}
  let answered = 0
  let adds = 0
  let ended = false
  const ask = async (what: string, call: Promise<Reply>): Promise<boolean> => {
    const reply = await call.catch((error: Error) => error)
    if (reply instanceof Error) failed.push(`${what}: ${reply.message}`)
    else if (reply.status !== 200) failed.push(`${what}: ${reply.status} of ${reply.replica}: ${reply.text.slice(0, 120)}`)
    else {
      answered++
      seen.set(reply.replica, (seen.get(reply.replica) ?? 0) + 1)
      return true
    }
    return false
  }
  const shop = async () => {
    for (let turn = 0; !ended; turn++) {
      const path = readings[turn % readings.length] as string
      await ask(path, (session?.copy() ?? new Client(url)).get(path))
      if (session) {
        const id = plenty[adds++ % plenty.length] as string
        if (await ask(`add ${id}`, session.copy().add(id, 1, randomUUID()))) added[id] = (added[id] ?? 0) + 1
      }
      await sleep(20)
    }
  }
  const running = Promise.all([shop(), shop()])
  return {
    failed,
    /** How often which replica has answered; may be cleared. */
    seen,
    /** How many have been answered with 200. */
    answered: () => answered,
    /** Resolves to what was added, by product. */
    async stop() {
      ended = true
      await running
      return added
    },
  }
}
