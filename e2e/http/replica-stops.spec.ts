import { randomUUID } from 'node:crypto'
import type { Stack } from '../../infra/local/stack'
import type { Client, Reply } from '../support/client'
import { untilBack } from '../support/replicas'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const READINGS = ['/', '/api/products', `/products/${LAMP.slug}`, '/api/cart', '/category/light']

/** A replica as it runs now. */
function lifeOf(stack: Stack, wanted: string) {
  const { pid = null } = stack.state().replicas.find(({ name }) => name === wanted) ?? {}
  expect(pid, `${wanted} runs`).not.toBeNull()
  return { name: wanted, pid }
}

/** Sends requests, `width` at a time, until `total` are answered; a request without an answer counts as a failed one. */
async function burst(total: number, width: number, send: (index: number) => Promise<Reply>, at: (index: number) => void = () => {}) {
  const failed: string[] = []
  const replicas = new Set<string>()
  let next = 0
  const worker = async () => {
    while (next < total) {
      const index = next++
      at(index)
      const answer = await send(index).catch((error: Error) => error)
      if (answer instanceof Error) failed.push(`${index}: ${answer.message}`)
      else if (answer.status !== 200) failed.push(`${index}: ${answer.status} ${answer.text.slice(0, 120)}`)
      else replicas.add(answer.replica)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return { failed, replicas }
}

/** An answer that had begun when its replica died is cut off, and no balancer can mend that: whoever reads, reads again. */
async function reading(client: Client, path: string): Promise<Reply> {
  try {
    return await client.copy().get(path)
  } catch (error) {
    if ((error as Error).message !== 'aborted') throw error
    return client.copy().get(path)
  }
}

test('no reading is lost while a replica is killed', async ({ client, profile, stack }) => {
  test.setTimeout(120_000)
  await client.add(KETTLE.id)
  const before = lifeOf(stack, 'web-2')
  const { failed, replicas } = await burst(
    200,
    6,
    (index) => reading(client, READINGS[index % READINGS.length] ?? '/'),
    (index) => index === 60 && stack.kill('web-2', 'SIGKILL'),
  )
  expect(failed).toEqual([])
  expect([...replicas].sort()).toEqual(['web-1', 'web-2', 'web-3'])
  await untilBack(stack, profile, before)
})

test('a replica that is told to stop costs no request at all, and no change is made twice', async ({ client, profile, stack }) => {
  test.setTimeout(120_000)
  await client.add(LAMP.id)
  const before = lifeOf(stack, 'web-3')
  const { failed } = await burst(
    300,
    6,
    (index) =>
      index % 3 === 0 ? client.copy().add(KETTLE.id, 1, randomUUID()) : client.copy().get(READINGS[index % READINGS.length] ?? '/'),
    (index) => index === 60 && stack.kill('web-3', 'SIGTERM'),
  )
  expect(failed).toEqual([])
  expect(await client.cart()).toEqual({ [LAMP.id]: 1, [KETTLE.id]: 100 })
  await untilBack(stack, profile, before)
})
