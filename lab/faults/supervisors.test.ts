import { expect, test } from 'vitest'
import { internalKey } from '../../web/internal/key'
import { startControlServer } from './control-server'
import { mergedFaults } from './merged-faults'
import { healFaults, orderFault, supervisorStates } from './supervisors'
import { dialled, later, startTarget, until } from './testing'
import { SECRET, startSupervised } from './testing-supervised'

async function start(name: string, target?: number) {
  const replica = await startSupervised(name, target === undefined ? {} : { target })
  const control = await startControlServer({ supervisor: replica.supervisor, listen: { host: '127.0.0.1', port: 0 }, secret: SECRET })
  later(() => control.close())
  const call = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${internalKey(SECRET)}` }, method = 'POST') =>
    fetch(`http://127.0.0.1:${control.port}/`, { method, headers, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) })
  return { ...replica, control, call }
}

async function startTwo() {
  const [one, other] = [await startTarget(), await startTarget()]
  const replicas = [await start('web-1', one.port), await start('web-2', other.port)] as const
  const addresses = replicas.map(({ control }) => `127.0.0.1:${control.port}`)
  const env = { LAB_SUPERVISORS: [...addresses, '127.0.0.1:1'].join(','), NEXTAUTH_SECRET: SECRET, REPLICA: 'web-1' }
  return { one, other, replicas, env }
}

const healed = async (env: Record<string, string>, id: string) =>
  mergedFaults(await supervisorStates(env)).some((fault) => fault.id === id && fault.healedMs !== null)

test('a supervisor hears only who has the key, and only what is a call', async () => {
  const { call } = await start('web-1')
  const state = { do: 'state' }
  for (const key of ['', 'Bearer ', 'Bearer wrong', internalKey(SECRET)])
    expect((await call(state, { authorization: key })).status).toBe(404)
  expect((await call(state, undefined, 'GET')).status).toBe(404)
  const answer = await call(state)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ replica: 'web-1', condition: 'up', faults: [] })
  for (const wrong of [
    {},
    [],
    'x',
    { do: 'explode' },
    { do: 'break', id: '', order: {} },
    { do: 'break', id: 'x', order: { kind: 'cut', between: ['a', 'a'] } },
  ])
    expect((await call(wrong)).status, JSON.stringify(wrong)).toBe(422)
  expect((await call({ do: 'x'.repeat(20_000) })).status).toBe(413)
  const crash = { do: 'break', id: 'f1', order: { kind: 'crash', replica: 'web-1' } }
  const [first, second] = [await (await call(crash)).json(), await (await call(crash)).json()]
  expect(first.fault).toMatchObject({ id: 'f1', undone: null })
  expect(second).toEqual(first)
  expect((await call({ ...crash, id: 'f2' })).status).toBe(409)
  expect((await (await call({ do: 'heal', id: 'f1' })).json()).faults).toMatchObject([{ id: 'f1' }])
})

test('all supervisors that answer are told of, in order; without any, nothing can be broken', async () => {
  const { env, replicas } = await startTwo()
  expect((await supervisorStates(env)).map(({ replica, internal }) => [replica, internal])).toEqual(
    replicas.map(({ address }, i) => [`web-${i + 1}`, `http://${address}`]),
  )
  expect(await supervisorStates({ ...env, LAB_SUPERVISORS: undefined })).toEqual([])
  expect(await supervisorStates({ ...env, NEXTAUTH_SECRET: 'another secret that is long enough' })).toEqual([])
  await expect(orderFault({ kind: 'stop-store', store: 'redis' }, undefined, {})).rejects.toMatchObject({ status: 409 })
})

test('what concerns all of them is one fault, over when the last part is', async () => {
  const { env, replicas, one } = await startTwo()
  const fault = await orderFault({ kind: 'stop-store', store: 'redis' }, undefined, env)
  for (const { links } of replicas) {
    const near = dialled(links.ports.redis)
    await until(() => near.isClosed())
    expect(near.error()).toBe('ECONNRESET')
  }
  const states = await supervisorStates(env)
  expect(states.map(({ faults }) => faults.map(({ id }) => id))).toEqual([[fault.id], [fault.id]])
  expect(mergedFaults(states)).toHaveLength(1)
  await replicas[1].says({ stores: { redis: false, postgres: true } })
  expect(await healFaults(fault.id, env)).toMatchObject([{ id: fault.id, kind: 'stop-store' }])
  await until(async () => (await supervisorStates(env))[0]?.faults[0]?.healedMs !== null)
  expect(await healed(env, fault.id), 'the other has not').toBe(false)
  await replicas[1].says({ stores: { redis: true, postgres: true } })
  await until(() => healed(env, fault.id))
  dialled(replicas[0].links.ports.redis).socket.write('back')
  const back = await one.next(1)
  await until(() => back.text() === 'back')
  await expect(healFaults(fault.id, env)).rejects.toMatchObject({ status: 404 })
  expect(await healFaults(undefined, env)).toEqual([])
})

test('a cut holds back both ways: each supervisor what its replica sends to the other', async () => {
  const { env, replicas, one, other } = await startTwo()
  const tunnel = (from: number, address: string) => {
    const near = dialled(replicas[from]?.links.ports.peers ?? 0)
    near.socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: x\r\n\r\n`)
    return near
  }
  await orderFault({ kind: 'cut', between: ['web-1', 'web-2'] }, undefined, env)
  const hanging = [tunnel(0, other.address), tunnel(1, one.address)]
  const third = tunnel(0, one.address) // somebody who is not cut off
  await until(() => third.text().startsWith('HTTP/1.1 200'))
  expect(hanging.map((side) => side.text())).toEqual(['', ''])
  await healFaults(undefined, env)
  await until(() => hanging.every((side) => side.text().startsWith('HTTP/1.1 200')))
})

test('names are checked; who asks for the end of its own replica hears first; the last one that is up stays', async () => {
  const { env, replicas } = await startTwo()
  await expect(orderFault({ kind: 'crash', replica: 'web-7' }, undefined, env)).rejects.toMatchObject({
    status: 404,
    message: 'There is no replica web-7, only web-1, web-2.',
  })
  await expect(orderFault({ kind: 'cut', between: ['web-1', 'web-7'] }, undefined, env)).rejects.toMatchObject({ status: 404 })
  const work: (() => Promise<void>)[] = []
  const fault = await orderFault({ kind: 'crash', replica: 'web-1' }, { later: (each) => work.push(each) }, env)
  expect(fault).toMatchObject({ kind: 'crash', replica: 'web-1', undone: null, healedMs: null })
  expect(replicas[0].supervisor.state()).toMatchObject({ condition: 'up', faults: [{ id: fault.id, undone: null }] })
  await expect(orderFault({ kind: 'pause', replica: 'web-2' }, undefined, env), 'it counts already').rejects.toMatchObject({ status: 409 })
  for (const each of work) await each()
  expect(replicas[0].supervisor.state()).toMatchObject({ condition: 'down', faults: [{ id: fault.id }] })
  await expect(orderFault({ kind: 'crash', replica: 'web-1' }, undefined, env)).rejects.toMatchObject({
    status: 409,
    message: 'web-1 is down already.',
  })
  await expect(orderFault({ kind: 'pause', replica: 'web-2' }, undefined, env)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('Nobody would be left'),
  })
  await healFaults(fault.id, env)
  await until(() => healed(env, fault.id))
  expect(await orderFault({ kind: 'crash', replica: 'web-2' }, { later: () => {} }, env), 'of another it is done at once').toMatchObject({
    replica: 'web-2',
  })
  expect(replicas[1].supervisor.state().condition).toBe('down')
})

test('of two orders at once that would leave nobody at most one is made; one that comes again is the same fault', async () => {
  const { env, replicas } = await startTwo()
  const crash = (replica: string, id?: string) => orderFault({ kind: 'crash', replica }, id === undefined ? {} : { id }, env)
  const answers = await Promise.allSettled([crash('web-1'), crash('web-2')])
  expect(replicas.some(({ supervisor }) => supervisor.state().condition === 'up')).toBe(true)
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ status: 409 })
  const made = answers.filter(({ status }) => status === 'fulfilled')
  expect(
    (await supervisorStates(env)).flatMap(({ faults }) => faults),
    'what was refused is not told of',
  ).toHaveLength(made.length)
  await healFaults(undefined, env)
  await until(() => replicas.every(({ supervisor }) => supervisor.state().condition === 'up'))
  const fault = await crash('web-1', 'a-request')
  expect(await crash('web-1', 'a-request')).toEqual(fault)
})

test('nothing is done for whoever has gone meanwhile, and without supervisors that answer nothing is healed', async () => {
  const { env, replicas } = await startTwo()
  const signal = AbortSignal.abort()
  const refused = { status: 503, message: 'Whoever asked for that has gone.' }
  await expect(orderFault({ kind: 'crash', replica: 'web-2' }, { signal }, env)).rejects.toMatchObject(refused)
  await expect(healFaults(undefined, env, signal)).rejects.toMatchObject(refused)
  expect(replicas[1].supervisor.state()).toMatchObject({ condition: 'up', faults: [] })
  await expect(healFaults(undefined, { ...env, LAB_SUPERVISORS: '127.0.0.1:1' })).rejects.toMatchObject({ status: 503 })
})
