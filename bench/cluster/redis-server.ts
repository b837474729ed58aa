import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Redis } from 'ioredis'
import type { Child } from '../../infra/local/child'
import { freePort } from '../../infra/local/free-port'
import { ensurePrograms } from '../../infra/local/install-programs'
import { progressTo } from '../../infra/local/progress'
import { startRedis } from '../../infra/local/redis'
import { SHARED_DATA } from '../../infra/local/settings'
import { startWatchdog, type Watchdog } from '../../infra/local/watchdog'

/** A private redis-server (append-only file, flushed every second) that can be killed. It dies with us, also when we are killed. */
export class RedisServer {
  #child: Child | undefined
  #starting: Promise<void> | undefined
  #isStopped = false

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly directory: string,
    private readonly watchdog: Watchdog,
  ) {}

  static async start(): Promise<RedisServer> {
    await ensurePrograms(['redis-server'], progressTo(process.stderr))
    const parent = path.join(SHARED_DATA, 'bench')
    mkdirSync(parent, { recursive: true })
    const port = await freePort()
    const server = new RedisServer(`redis://127.0.0.1:${port}`, port, mkdtempSync(path.join(parent, 'run-')), startWatchdog())
    try {
      await server.#start()
    } catch (error) {
      await server.stop()
      throw error
    }
    return server
  }

  /** kill -9, and a new one at the same place with what the file has. */
  async killAndRestart(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#child?.exited
    await this.#start()
  }

  /** The bytes that all keys take, as Redis counts them. */
  async memory(): Promise<number> {
    const redis = new Redis(this.url)
    const info = await redis.info('memory')
    redis.disconnect()
    return Number(/used_memory_dataset:(\d+)/.exec(info)?.[1] ?? Number.NaN)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#starting?.catch(() => {})
    await this.#child?.stop('SIGTERM', 5_000)
    this.watchdog.dismiss()
    rmSync(this.directory, { recursive: true, force: true })
  }

  async #start(): Promise<void> {
    if (this.#isStopped) return
    const onStart = (child: Child) => {
      this.#child = child
      this.watchdog.watch([child.pid])
    }
    this.#starting = startRedis({ directory: this.directory, port: this.port, onStart }).then(() => {})
    await this.#starting
  }
}
