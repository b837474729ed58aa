import { expect, test } from 'vitest'
import { askReplicas } from './ask-replicas'
import type { Reply } from './call-replica'

const replica = (name: string, reply: Reply | Error) => ({
  name,
  call: async () => {
    if (reply instanceof Error) throw reply
    return reply
  },
})
const ended = (count: number, problems: unknown[] = []): Reply => ({ status: 200, body: { ended: count, problems } })
const ask = (...replies: (Reply | Error)[]) =>
  askReplicas({ profile: 'memory', replicas: replies.map((reply, i) => replica(`web-${i + 1}`, reply)) }, 'sessions', {})

test('what answers is told, and what does not is named', async () => {
  const away = { mode: 'redis', detail: 'away' }
  expect(await ask(ended(1), new Error('no answer in 5 s'), ended(2, [away]))).toEqual({
    answers: [expect.objectContaining({ replica: 'web-1', ended: 1 }), expect.objectContaining({ replica: 'web-3', ended: 2 })],
    problems: [
      { replica: 'web-2', detail: 'it did not answer: no answer in 5 s' },
      { replica: 'web-3', ...away },
    ],
  })
})

test('a refusal is told with its reason', async () => {
  const { problems } = await ask(
    { status: 404, body: { code: 'unknown-route', detail: 'There is no such call.' } },
    { status: 503, body: { code: 'shop-unavailable', detail: 'We cannot reach our records right now.' } },
    { status: 500, body: {} },
  )
  expect(problems.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('NEXTAUTH_SECRET'),
    'it answered 503: We cannot reach our records right now.',
    'it answered 500: no reason given',
  ])
})

test('an unknown user is no trouble of a replica', async () => {
  const unknown = { status: 404, body: { code: 'unknown-account', detail: 'There is no account "x".' } }
  await expect(ask(new Error('gone'), unknown, unknown)).rejects.toMatchObject({
    name: 'Problem',
    exitCode: 1,
    message: 'There is no account "x".',
  })
})
