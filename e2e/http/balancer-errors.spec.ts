import type { Client, Reply } from '../support/client'
import { expectHardened, expectProblem, expectSafeCookies } from '../support/problem'
import { onEveryReplica } from '../support/replicas'
import { expect, test } from '../support/test'

/** What the balancer answers itself: a problem document for calls, a page for people, both with the headers of every other answer. */
async function expectBoth(status: number, ask: (path: string) => Promise<Reply>): Promise<void> {
  const call = await ask('/api/cart/lines')
  expectProblem(call, status, 'call')
  const page = await ask('/cart')
  expect(page.status).toBe(status)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.text).toContain(`<small>${status} `)
  for (const [what, reply] of Object.entries({ call, page })) {
    expectHardened(reply, what)
    expectSafeCookies(reply, what)
    expect(reply.all['cache-control'], what).toEqual(['no-store'])
    expect(reply.replica, what).toBe('')
  }
}

test('a body that is too large', async ({ client }) => {
  await expectBoth(413, (path) => client.post(path, 'x'.repeat(300 * 1024)))
})

test('all replicas are down: 502, when to come back, and everything works again afterwards', async ({ client, stack }) => {
  const names = stack.state().replicas.map(({ name }) => name)
  try {
    await Promise.all(names.map((name) => stack.takeDown(name)))
    const answers: Reply[] = []
    await expectBoth(502, async (path) => {
      const reply = await client.get(path)
      answers.push(reply)
      return reply
    })
    for (const { all } of answers) expect(all['retry-after']).toEqual([expect.stringMatching(/^[1-9]/)])
  } finally {
    await Promise.all(names.map((name) => stack.bringBack(name)))
  }
  await expectBack(client)
})

async function expectBack(client: Client): Promise<void> {
  await expect.poll(async () => (await client.get('/api/readyz')).status).toBe(200)
  for (const reply of (await onEveryReplica(() => client.get('/api/livez'))).values()) expect(reply.status).toBe(200)
}
