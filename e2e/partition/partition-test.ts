import type { ComposeStack } from '../../infra/docker/compose-stack'
import type { Stack } from '../../infra/local/stack'
import { Client } from '../support/client'
import { test as base, expect } from '../support/test'

/** The replica that is cut off from the two others. */
export const CUT_OFF = 'web-3'

type Fixtures = {
  /** Cuts a replica off from the others, though not from the balancer and from Postgres, and mends that. */
  network: { cut(name: string): void; mend(name: string): void }
}

export const test = base.extend<Fixtures>({
  network: async ({ stack, relay }, use) => {
    if ('compose' in stack) return use(stack as ComposeStack)
    if (!relay) throw new Error('This stack has no relay between its replicas: its project must say `cuttable`.')
    // Else a cut would cut nothing.
    for (const { name } of stack.state().replicas) expect(relay.links(name), `connections of ${name}`).toBeGreaterThan(0)
    await use(relay)
  },
})

/** The same client at one replica itself. */
export function at(address: string, client: Client): Client {
  const itself = new Client(address)
  for (const [name, value] of client.cookies) itself.cookies.set(name, value)
  return itself
}

/** Resolves when each side of the cut has noticed that it is alone: until then replicas wait for each other. */
export async function untilLost(stack: Stack): Promise<void> {
  await expect.poll(() => lostBy(stack), { timeout: 30_000 }).toEqual({ 'web-1': 1, 'web-2': 1, [CUT_OFF]: 2 })
}

/** How many others each replica has lost sight of. */
async function lostBy(stack: Stack): Promise<Record<string, number>> {
  const counts = stack.state().replicas.map(async ({ name, address }) => {
    const { text } = await new Client(address).get('/api/metrics')
    return [name, Number(/^hopcart_session_members_lost\{.*\} (\d+)$/m.exec(text)?.[1])] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

export { expect }
