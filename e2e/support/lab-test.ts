import type { Stack } from '../../infra/local/stack'
import type { LabState } from '../../lab/contract'
import type { ModeName } from '../../sessions/modes'
import { Client } from './client'
import { LabPage } from './lab-page'
import { test as base, expect } from './page-test'

type Fixtures = {
  /** The Lab's page, not yet opened. */
  lab: LabPage
  /** Leaves the stack as it was found. */
  healed: undefined
}

/** The Lab's test: a page of it, and afterwards nothing is broken any more. */
export const test = base.extend<Fixtures>({
  lab: async ({ page }, use) => use(new LabPage(page)),
  healed: [
    async ({ stack }, use) => {
      await use(undefined)
      await healAll(stack)
    },
    { auto: true },
  ],
})

/** Undoes every fault of the stack, and waits until all of them have healed and every replica is up. */
async function healAll(stack: Stack): Promise<void> {
  const client = new Client(stack.url)
  const order = async () => (await client.delete('/api/lab/faults')).status
  await expect.poll(order, { message: 'the faults are undone', timeout: 30_000 }).toBe(200)
  await expect
    .poll(async () => brokenIn(await stateOf(client)), { message: 'everything has healed', timeout: 60_000, intervals: [200] })
    .toEqual([])
  await expect.poll(() => withoutStore(stack), { message: 'every replica has its stores', timeout: 30_000, intervals: [200] }).toEqual([])
}

/** Which replicas do not reach a store: one that was started again connects with the first call, and on a busy machine that one may come too early. */
async function withoutStore(stack: Stack): Promise<string[]> {
  const modes: readonly ModeName[] = ['redis', 'redis-ha', 'redis-cluster', 'db']
  const asked = stack.state().replicas.flatMap(({ name, address }) => modes.map((mode) => ({ name, address, mode })))
  const found = asked.map(async ({ name, address, mode }) => {
    const reply = await new Client(String(address)).get('/api/readyz', { headers: { 'x-mode': mode } })
    return reply.json<{ sessions: string }>().sessions === 'ok' ? [] : [`${name} ${mode}`]
  })
  return (await Promise.all(found)).flat()
}

/** The state of the Lab by itself; null while no replica answers. */
export async function stateOf(client: Client): Promise<LabState | null> {
  const reply = await client.get('/api/lab/state')
  return reply.status === 200 ? reply.json<LabState>() : null
}

function brokenIn(state: LabState | null): string[] {
  if (!state) return ['nobody answers']
  const ill = state.replicas.filter(({ condition }) => condition !== 'up').map(({ name, condition }) => `${name} ${condition}`)
  return [...ill, ...state.faults.filter(({ healedMs }) => healedMs === null).map(({ kind }) => kind)]
}

export { expect } from './page-test'
