import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { healFaults, orderFault, supervisorStates } from '../../lab/faults/supervisors'
import { dialled, startTarget } from '../../lab/faults/testing'
import { internalKey } from '../../web/internal/key'
import { childrenOf, commandOf } from '../local/foreign-process'
import { freePort } from '../local/free-port'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const SECRET = 'a secret of the tests that is long enough'
const until = (check: () => unknown) => vi.waitUntil(check, { timeout: 20_000, interval: 20 })

const runs: ChildProcess[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.exitCode !== null || run.signalCode !== null) continue
    run.kill('SIGTERM')
    await new Promise((resolve) => run.once('exit', resolve))
  }
})

/** The container's process with a small child in place of a replica. */
async function start(more: Record<string, string> = {}, script = '../../lab/faults/testing-replica.mjs') {
  const [port, control] = [await freePort(), await freePort()]
  const store = await startTarget()
  const given = {
    PORT: String(port),
    REPLICA: 'web-3',
    SESSION_STORE: 'lab:',
    DATABASE_URL: `postgres://hopcart:secret@${store.address}/hopcart`,
    REDIS_URL: `redis://:secret@${store.address}`,
    CLUSTER_PEERS: 'dns:lab:7600',
    LAB_SUPERVISORS: `dns:lab:${control}`,
    NEXTAUTH_SECRET: SECRET,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: 'x',
    CLUSTER_SECRET: SECRET,
    SESSION_KEYS: 'x',
    KEY: internalKey(SECRET),
    ...more,
  }
  const run = spawn(process.execPath, ['--import', 'tsx', at('lab-replica.ts'), at(script)], {
    env: { ...process.env, ...given },
    stdio: 'pipe',
  })
  runs.push(run)
  let text = ''
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  const exit = new Promise<number | null>((resolve) => run.once('close', resolve))
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/readyz`, { headers: { connection: 'close' } }).catch(() => null)
    return (await response?.json()) as { replica: string; env: Record<string, string> } | undefined
  }
  const env = { LAB_SUPERVISORS: `127.0.0.1:${control}`, NEXTAUTH_SECRET: SECRET, REPLICA: 'web-1' }
  const state = async () => (await supervisorStates(env))[0]
  const child = () => childrenOf(run.pid ?? 0).find((pid) => commandOf(pid)?.includes('testing-replica'))
  return { run, exit, ask, env, state, child, store, given, text: () => text }
}

test("a replica's links lead through its supervisor; one that dies is started again, one that was crashed when it is healed", async () => {
  const { ask, env, state, child, store, given } = await start()
  await until(async () => (await state())?.condition === 'up')
  const { env: told, replica } = (await ask()) ?? { env: {} as Record<string, string>, replica: '' }
  expect([replica, told.DATABASE_URL]).toEqual(['web-3', given.DATABASE_URL])
  expect(told.SESSION_DATABASE_URL).toMatch(/^postgres:\/\/hopcart:secret@127\.0\.0\.1:\d+\/hopcart$/)
  expect(told.REDIS_URL).toMatch(/^redis:\/\/:secret@127\.0\.0\.1:\d+$/)
  dialled(Number(new URL(told.REDIS_URL ?? '').port)).socket.write('through')
  const through = await store.next(1)
  await until(() => through.text() === 'through')

  expect(await state()).toMatchObject({
    replica: 'web-3',
    internal: expect.stringMatching(new RegExp(`^http://.+:${given.PORT}$`)),
    peerAddresses: expect.arrayContaining([expect.stringMatching(/:7600$/)]),
  })
  const first = child()
  process.kill(first ?? 0, 'SIGKILL')
  await until(async () => child() && child() !== first && (await state())?.condition === 'up')

  await expect(orderFault({ kind: 'crash', replica: 'web-3' }, undefined, env), 'it is the only one').rejects.toMatchObject({ status: 409 })
  const { id } = await orderFault({ kind: 'stop-store', store: 'redis' }, undefined, env)
  await until(() => through.isClosed())
  await healFaults(id, env)
  await until(async () => (await state())?.faults[0]?.healedMs !== null)
}, 60_000)

test('each server of a store of several is behind a proxy of its own; nobody has power over their processes', async () => {
  const { ask, env, state, store } = await start({ LAB_REDIS_SERVERS: 'redis-ha-1:6379,sentinel-1:26379' })
  const other = await startTarget()
  await until(async () => (await state())?.condition === 'up')
  expect((await ask())?.env.REDIS_VIA).toMatch(/^redis-ha-1:6379>127\.0\.0\.1:\d+,sentinel-1:26379>127\.0\.0\.1:\d+$/)
  const crash = orderFault({ kind: 'crash-master', store: 'redis-ha', server: 'redis-ha-1' }, undefined, env)
  await expect(crash).rejects.toMatchObject({ status: 409, message: expect.stringContaining('npm start') })
  expect(await state()).toMatchObject({ canCrashServers: false, faults: [] })
  const {
    ask: askOther,
    env: otherEnv,
    state: stateOfOther,
  } = await start({
    LAB_REDIS_SERVERS: `redis-ha-1=${store.address},redis-cluster-1=${other.address}`,
  })
  await until(async () => (await stateOfOther())?.condition === 'up')
  const ports = (await askOther())?.env.REDIS_VIA?.split(',').map((each) => Number(each.split(':').at(-1))) ?? []
  for (const port of ports) dialled(port).socket.write('through')
  const [ha, cluster] = [await store.next(1), await other.next(1)]
  await orderFault({ kind: 'stop-store', store: 'redis-ha' }, undefined, otherEnv)
  await until(() => ha.isClosed())
  expect(cluster.isClosed()).toBe(false)
}, 60_000)

test('told to stop it has the replica stop in order, and exits as that does', async () => {
  const { run, exit, child, state } = await start({ DRAIN_MS: '200', EXIT_CODE: '7' })
  await until(async () => (await state())?.condition === 'up')
  const pid = child() ?? 0
  run.kill('SIGTERM')
  run.kill('SIGINT')
  expect(await exit).toBe(7)
  expect(commandOf(pid)).toBeNull()
}, 60_000)

test('a replica that does not start takes the container with it, and says why', async () => {
  const { exit, text } = await start({ CRASH_AT_START: 'web-3' }, '../local/testing/server.mjs')
  expect(await exit).toBe(1)
  expect(text()).toContain('cannot start: told so')
}, 60_000)
