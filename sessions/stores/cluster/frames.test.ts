import { afterEach, expect, test, vi } from 'vitest'
import { freePort } from '../../../infra/local/free-port'
import { tagOf } from '../../token'
import type { SentFrame } from './frames'
import { type ClusterConfig, type ClusterStore, openClusterStores } from './open-cluster-store'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const add = (id: string) => ({ id, steps: [{ add: 'cart:p', by: 1 }] })

let members: ClusterStore[] = []
const frames: SentFrame[] = []
afterEach(async () => {
  await Promise.all(members.splice(0).map((member) => member.close()))
  frames.length = 0
})

/** Three members over real connections, in this process, that all see each other. */
async function openThree(design: ClusterConfig['design']): Promise<void> {
  const ports = await Promise.all([1, 2, 3].map(() => freePort()))
  const peers = { kind: 'static', addresses: ports.map((port) => `127.0.0.1:${port}`) } as const
  const shared = { design, peers, secret: 'a secret of the tests that is long enough', ack: 'applied' } as const
  members = ports.flatMap((port, index) => {
    const config: ClusterConfig = { ...shared, listen: { host: '127.0.0.1', port }, name: `m${index}` }
    return openClusterStores([config], { onFrame: (frame) => void frames.push(frame) })
  })
  await Promise.all(members.map(({ joined }) => joined))
  await vi.waitFor(() => expect(members.map((member) => member.counters().members)).toEqual([3, 3, 3]), { timeout: 10_000 })
}

const member = (index: number) => members[index] as ClusterStore
const told = () => frames.splice(0).map(({ kind, from, to }) => `${kind} ${from}-${to}`)
const others = (...names: string[]) => ['m0', 'm1', 'm2'].filter((name) => !names.includes(name))
/** Who decides on a session, and so on. */
const roles = (id: string) =>
  Object.fromEntries(members.map((each, index) => [each.local?.look(id).role, `m${index}`])) as Record<string, string>

test('replicated: a change at its owner goes to the two others; elsewhere it is forwarded, spread and acknowledged', async () => {
  await openThree('replicated')
  const { token, session } = await member(0).create({ change: add('made'), lifetime: LONG })
  expect(frames.every(({ sessions }) => sessions.includes(session.id))).toBe(true)
  expect(frames.every(({ ms, ok, design }) => ms !== null && ms >= 0 && ok && design === 'replicated')).toBe(true)
  expect(told().sort()).toEqual(['replicate m0-m1', 'replicate m0-m2'])

  await member(0).change(token, add('at its owner'))
  expect(told().sort()).toEqual(['replicate m0-m1', 'replicate m0-m2'])

  await member(1).change(token, add('elsewhere'))
  await vi.waitFor(() => expect(frames).toHaveLength(3))
  expect(frames.every(({ sessions }) => sessions.includes(session.id))).toBe(true)
  expect(frames.find(({ kind }) => kind === 'forward')).toMatchObject({ ms: expect.any(Number), ok: true })
  expect(frames.find(({ kind }) => kind === 'acknowledge')).toMatchObject({ ms: null, ok: true })
  expect(told().sort()).toEqual(['acknowledge m2-m1', 'forward m1-m0', 'replicate m0-m2'])

  await member(1).read(token)
  expect(told(), 'every member has it').toEqual([])
})

test('primary-backup: a sign-in at the proxy goes to the primary, and from there to the backup', async () => {
  await openThree('primary-backup')
  const { token, session } = await member(0).create({ change: add('made'), lifetime: LONG })
  const { primary = '', backup = '', proxy = '' } = roles(session.id)
  expect([primary, backup, proxy].sort()).toEqual(others())
  expect(told()).toEqual([`replicate ${primary}-${backup}`])

  const at = member(Number(proxy.slice(1)))
  const renewal = { userId: 'u', fence: await at.fence('u'), steps: [], lifetime: LONG, grace: 'powerless' } as const
  const renewed = await at.renew(token, renewal)
  const ids = [session.id, String(renewed?.session.id)]
  expect(tagOf(String(ids[1]))).toBe(tagOf(String(ids[0])))
  for (const { sessions } of frames) expect(sessions).toEqual(ids)
  expect(told()).toEqual([`replicate ${primary}-${backup}`, `forward ${proxy}-${primary}`])

  await at.read(String(renewed?.token))
  expect(told()).toEqual([`forward ${proxy}-${primary}`])
})

test('what is not answered is told as such', async () => {
  await openThree('primary-backup')
  const { token, session } = await member(0).create({ change: add('made'), lifetime: LONG })
  const { backup = '' } = roles(session.id)
  frames.length = 0
  const [gone] = members.splice(Number(backup.slice(1)), 1)
  ;(gone as unknown as { member: { stop(): void } }).member.stop()
  await member(0).change(token, add('unheard'))
  expect(frames.find(({ kind, to }) => kind === 'replicate' && to === backup)).toMatchObject({ ok: false })
  await gone?.close()
})
