import { randomUUID } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import type { Session } from '../../session'
import { ClusterProcesses, type ProcessOptions } from './testing/cluster-processes'

const LIFETIME = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const DESIGNS = ['replicated', 'primary-backup'] as const

let cluster: ClusterProcesses | undefined
afterEach(() => cluster?.stop())

async function start(size: number, options: ProcessOptions): Promise<ClusterProcesses> {
  cluster = await ClusterProcesses.start(size, options)
  return cluster
}

/** Adds one thing at a time to a session through one member after the other, each with a key of its own, until told to stop. */
class Shopper {
  readonly acknowledged: string[] = []
  unanswered = 0
  #token = ''
  #isDone = false
  #work: Promise<void> = Promise.resolve()

  constructor(readonly cluster: ClusterProcesses) {}

  async begin(): Promise<this> {
    const store = this.cluster.store()
    this.#token = (await store.create({ change: { id: randomUUID(), steps: [] }, lifetime: LIFETIME })).token
    this.#work = this.#add(store)
    return this
  }

  async finish(): Promise<void> {
    this.#isDone = true
    await this.#work
  }

  /** Through this member. */
  async cart(index: number): Promise<Session['attributes'] | undefined> {
    return ((await this.cluster.members[index]?.ask('read', this.#token)) as Session | null)?.attributes
  }

  async #add(store: ReturnType<ClusterProcesses['store']>): Promise<void> {
    for (let count = 0; !this.#isDone; count++) {
      const [id, key] = [randomUUID(), `cart:${count}`]
      for (let tries = 0; tries < 40; tries++) {
        const answer = await store.change(this.#token, { id, steps: [{ add: key, by: 1 }] }).catch(() => undefined)
        if (answer) {
          this.acknowledged.push(key)
          break
        }
        // Null from a living member would be a session that was forgotten.
        expect(answer, 'the session is known').not.toBeNull()
        this.unanswered++
      }
    }
  }
}

/** Every member gives every shopper everything that was acknowledged, once. */
async function expectAll(shoppers: readonly Shopper[]): Promise<void> {
  for (const shopper of shoppers) {
    expect(shopper.acknowledged.length).toBeGreaterThan(10)
    for (const index of shopper.cluster.members.keys()) {
      const cart = await shopper.cart(index)
      expect(Object.keys(cart ?? {})).toEqual(expect.arrayContaining(shopper.acknowledged))
      expect(new Set(Object.values(cart ?? {})), 'each once').toEqual(new Set([1]))
    }
  }
}

const counted = (shoppers: readonly Shopper[]) => shoppers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)

async function traffic(members: ClusterProcesses, count = 6): Promise<Shopper[]> {
  return Promise.all(Array.from({ length: count }, () => new Shopper(members).begin()))
}

/** Until so many more changes have been acknowledged. */
async function progress(shoppers: readonly Shopper[], more: number): Promise<void> {
  const before = counted(shoppers)
  await vi.waitFor(() => expect(counted(shoppers)).toBeGreaterThan(before + more), { timeout: 30_000 })
}

for (const design of DESIGNS) {
  test(`${design}: kill -9 of a member under traffic loses and doubles nothing, and it comes back`, { timeout: 90_000 }, async () => {
    const members = await start(3, { design })
    const shoppers = await traffic(members)
    await progress(shoppers, 100)
    await members.members[1]?.kill()
    await progress(shoppers, 100)
    await members.restart(1)
    await progress(shoppers, 100)
    await Promise.all(shoppers.map((shopper) => shopper.finish()))
    await expectAll(shoppers)
  })

  test(`${design}: a member that hangs under traffic costs a while, and no change`, { timeout: 90_000 }, async () => {
    const members = await start(3, { design })
    const shoppers = await traffic(members)
    await progress(shoppers, 100)
    const victim = members.members[2]
    victim?.child.kill('SIGSTOP')
    await vi.waitFor(
      async () => {
        const seen = (await members.members[0]?.ask('counters')) as Record<string, number>
        expect(seen.members_lost).toBe(1)
      },
      { timeout: 30_000 },
    )
    victim?.child.kill('SIGCONT')
    await progress(shoppers, 100)
    await Promise.all(shoppers.map((shopper) => shopper.finish()))
    await expectAll(shoppers)
  })

  test(`${design}: a rolling restart of all members under traffic loses nothing`, { timeout: 120_000 }, async () => {
    const members = await start(3, { design })
    const shoppers = await traffic(members)
    for (const index of members.members.keys()) {
      await progress(shoppers, 60)
      await members.members[index]?.ask('close')
      await members.members[index]?.kill()
      await members.restart(index)
    }
    await progress(shoppers, 60)
    await Promise.all(shoppers.map((shopper) => shopper.finish()))
    await expectAll(shoppers)
  })
}
