import { setTimeout as sleep } from 'node:timers/promises'
import { askRedis, type RedisAddress } from './ask-redis'
import { MASTER_NAME } from './sentinel-files'

type WatchedOptions = {
  /** How many replicas the master has when all is well. */
  readonly replicas: number
  /** How long it may take, with the start of the servers, in milliseconds. @default 30_000 */
  readonly withinMs?: number
  readonly signal?: AbortSignal
}

/**
 * Resolves when a master with its replicas is what it is there for: it takes changes, every replica follows it, and all Sentinels know each
 * other, the replicas and one and the same master, so that another one can take over from now on. Servers that answer are not as far yet: a master
 * without replicas refuses changes (`min-replicas-to-write`), and Sentinels need some two seconds to find each other.
 * @param sentinels all of them; the servers are asked with their password
 * @throws an Error that says what was missing when the time was over
 */
export async function untilWatched(sentinels: readonly RedisAddress[], options: WatchedOptions): Promise<void> {
  const { replicas, withinMs = 30_000, signal } = options
  const deadline = Date.now() + withinMs
  for (;;) {
    signal?.throwIfAborted()
    try {
      const masters = await Promise.all(sentinels.map((sentinel) => masterFor(sentinel, sentinels.length, replicas)))
      if (new Set(masters).size > 1) throw new Error(`The Sentinels name several masters: ${masters.join(', ')}.`)
      const [host, port] = (masters[0] as string).split(' ') as [string, string]
      return await expectCopied({ ...(sentinels[0] as RedisAddress), host, port: Number(port) }, replicas)
    } catch (error) {
      if (Date.now() > deadline) throw new Error('The Sentinels have no master that could be replaced.', { cause: error })
      await sleep(50)
    }
  }
}

/** Who the master is for one Sentinel (`host port`), once it knows everybody. */
async function masterFor(sentinel: RedisAddress, sentinels: number, replicas: number): Promise<string> {
  const quorum = String(await askRedis(sentinel, ['SENTINEL', 'CKQUORUM', MASTER_NAME]))
  if (!quorum.startsWith(`OK ${sentinels} usable`)) throw new Error(`The Sentinel ${sentinel.host}:${sentinel.port} says: ${quorum}`)
  const told = (await askRedis(sentinel, ['SENTINEL', 'MASTER', MASTER_NAME])) as string[]
  const { ip, port, flags, 'num-slaves': known } = Object.fromEntries(told.flatMap((name, i) => (i % 2 ? [] : [[name, told[i + 1]]])))
  if (flags !== 'master' || Number(known) < replicas)
    throw new Error(`To the Sentinel ${sentinel.host} it is ${flags} with ${known} replicas.`)
  return `${ip} ${port}`
}

/** Expects that it may be written to, and that every replica has its data and says so. */
async function expectCopied(master: RedisAddress, replicas: number): Promise<void> {
  const info = String(await askRedis(master, ['INFO', 'replication']))
  const copies = info.match(/^slave\d+:.*state=online,.*lag=[01]\b/gm)?.length ?? 0
  const isServing = /^role:master/m.test(info) && !/^min_slaves_good_slaves:0/m.test(info)
  if (!isServing || copies < replicas) throw new Error(`${copies} of ${replicas} replicas follow it:\n${info}`)
}
