import { expect, test } from 'vitest'
import type { Fault } from '../contract'
import type { Supervisor } from './supervisor'
import { dialled, startTarget, until } from './testing'
import { startSupervised } from './testing-supervised'

const part = (supervisor: Supervisor, id: string): Fault | undefined => supervisor.state().faults.find((fault) => fault.id === id)
const crash = { kind: 'crash', replica: 'web-1' } as const
const pause = { kind: 'pause', replica: 'web-1' } as const
const drain = { kind: 'drain', replica: 'web-1' } as const

test('a crash keeps the replica down until it is undone, and its healing is measured', async () => {
  const { supervisor, process, answers } = await startSupervised('web-1')
  expect(supervisor.state()).toMatchObject({ replica: 'web-1', condition: 'up', faults: [] })
  const before = process.pid()
  const fault = await supervisor.break('f1', crash)
  expect(fault).toEqual({ ...crash, id: 'f1', began: fault.began, ends: fault.began + 60_000, undone: null, healedMs: null })
  expect([supervisor.state().condition, process.pid(), await answers()]).toEqual(['down', null, false])
  expect(await supervisor.break('f1', crash), 'the same again').toEqual(fault)
  await expect(supervisor.break('f2', crash)).rejects.toMatchObject({ status: 409, message: 'web-1 is down already.' })
  expect(supervisor.heal('f9')).toEqual([])
  expect(supervisor.heal('f1').map(({ id }) => id)).toEqual(['f1'])
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  expect(part(supervisor, 'f1')?.undone).toBeGreaterThanOrEqual(fault.began)
  expect(supervisor.state().condition).toBe('up')
  await until(answers)
  expect(process.pid()).not.toBe(before)
})

test('a fault is undone by itself', async () => {
  const { supervisor } = await startSupervised('web-1', { faultMs: 100 })
  await supervisor.break('f1', crash)
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  expect(supervisor.state().condition).toBe('up')
})

test('a paused replica holds still and goes on; a crash ends the pause', async () => {
  const { supervisor, process, answers } = await startSupervised('web-1')
  await supervisor.break('f1', pause)
  expect([supervisor.state().condition, await answers()]).toEqual(['paused', false])
  supervisor.heal()
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  await supervisor.break('f2', pause)
  await supervisor.break('f3', crash)
  expect(process.pid()).toBeNull()
  expect(supervisor.state().faults.map(({ id }) => id)).toEqual(['f1', 'f3'])
})

test('a draining replica goes when it has finished, and not again; undone meanwhile it comes back', async () => {
  const { supervisor, process, answers } = await startSupervised('web-1', { drainMs: 300 })
  await supervisor.break('f1', drain)
  expect(supervisor.state().condition).toBe('draining')
  await expect(supervisor.break('f2', pause)).rejects.toMatchObject({ status: 409 })
  await until(() => supervisor.state().condition === 'down')
  supervisor.heal()
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  const before = process.pid()
  await supervisor.break('f3', drain)
  supervisor.heal('f3')
  expect([supervisor.state().condition, process.pid()]).toEqual(['draining', before])
  await until(() => part(supervisor, 'f3')?.healedMs !== null)
  expect([supervisor.state().condition, process.pid() !== before], 'not healed by what still answers').toEqual(['up', true])
  await until(answers)
})

test('has healed only what answers, reaches its stores and misses nobody; other faults that are on do not count', async () => {
  const { supervisor, says } = await startSupervised('web-1')
  const state = { stores: { redis: true, postgres: true }, lost: 0, isWhole: true }
  await says({ lost: 1 })
  await supervisor.break('f1', pause)
  supervisor.heal()
  await supervisor.break('f2', { kind: 'slow-store', store: 'redis', ms: 5 })
  supervisor.heal()
  await until(() => part(supervisor, 'f2')?.healedMs !== null)
  expect(part(supervisor, 'f1')?.healedMs, 'it misses a member').toBeNull()
  await says({ ...state, stores: { redis: false, postgres: true } })
  await supervisor.break('f3', { kind: 'stop-store', store: 'redis' })
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  supervisor.heal()
  await says({ ...state, isWhole: false })
  await until(() => part(supervisor, 'f3')?.healedMs !== null)
})

test('one that is ended from outside is started again at once, and the pause is over', async () => {
  const { supervisor, process } = await startSupervised('web-1')
  await supervisor.break('f1', pause)
  process.kill('SIGKILL')
  await until(() => supervisor.state().condition === 'up')
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
})

test('one that was announced is made with the second call, and not at all when it is healed before', async () => {
  const { supervisor, process } = await startSupervised('web-1')
  const announced = await supervisor.break('f1', crash, { isAnnounced: true })
  expect(await supervisor.break('f1', crash, { isAnnounced: true })).toEqual(announced)
  expect(supervisor.state()).toMatchObject({ condition: 'up', faults: [announced] })
  expect(await supervisor.break('f1', crash)).toEqual(announced)
  expect(supervisor.state().condition).toBe('down')
  supervisor.heal()
  await until(() => part(supervisor, 'f1')?.healedMs !== null)
  const pid = process.pid()
  await supervisor.break('f2', crash, { isAnnounced: true })
  supervisor.heal('f2')
  expect((await supervisor.break('f2', crash)).undone).not.toBeNull()
  expect([supervisor.state().condition, process.pid()]).toEqual(['up', pid])
  expect(part(supervisor, 'f2'), 'it never was').toBeUndefined()
})

test('an announced fault that comes to nothing leaves the one before it as it was', async () => {
  const { supervisor, answers } = await startSupervised('web-1')
  await supervisor.break('f1', pause)
  await supervisor.break('f2', crash, { isAnnounced: true })
  supervisor.heal('f2')
  expect(supervisor.state()).toMatchObject({ condition: 'paused', faults: [{ id: 'f1', undone: null }] })
  supervisor.heal('f1')
  await until(answers)
})

test('links: a newer fault of its kind replaces the older one, others stay beside it, and healing mends all', async () => {
  const target = await startTarget()
  const { supervisor, links } = await startSupervised('web-1', { target: target.port })
  const near = dialled(links.ports.redis)
  near.socket.write('x')
  const far = await target.next(1)
  await supervisor.break('slow', { kind: 'slow-store', store: 'redis', ms: 10_000 })
  far.socket.write('late')
  await supervisor.break('slower', { kind: 'slow-store', store: 'redis', ms: 9_000 })
  await supervisor.break('stop', { kind: 'stop-store', store: 'postgres' })
  const refused = dialled(links.ports.postgres)
  await until(() => refused.isClosed())
  expect(supervisor.state().faults.map(({ id }) => id)).toEqual(['slower', 'stop'])
  expect(near.text()).toBe('')
  expect(supervisor.heal()).toHaveLength(2)
  await until(() => near.text() === 'late')
  const again = dialled(links.ports.postgres)
  again.socket.write('again')
  await until(() => target.sides.some((side) => side.text() === 'again'))
})

test('remembers the last ten that are over; what retires breaks nothing more', async () => {
  const { supervisor, process } = await startSupervised('web-1')
  for (let n = 0; n < 12; n++) {
    await supervisor.break(`f${n}`, { kind: 'delay-replication', ms: 1 })
    supervisor.heal()
    await until(() => part(supervisor, `f${n}`)?.healedMs !== null)
  }
  expect(supervisor.state().faults.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => `f${i + 2}`))
  await supervisor.break('last', crash)
  supervisor.retire()
  expect(supervisor.state().condition).toBe('down')
  await expect(supervisor.break('more', pause)).rejects.toMatchObject({ status: 409 })
  expect(process.pid()).toBeNull()
})
