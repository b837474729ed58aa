import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../infra/local/free-port'
import type { Ack, Asked, CallName, Calls, Design, Told } from './protocol'

const SCRIPT = fileURLToPath(new URL('worker.ts', import.meta.url))
const LAST_WORDS = 2_000

type Waiting = { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void }

/** One replica in a process of its own. It ends with us, however we end. */
export class Replica {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #number = 0
  #lastWords = ''

  constructor(
    readonly name: string,
    readonly index: number,
    private readonly profileDirectory: string | null,
  ) {
    const profile = profileDirectory === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]
    this.#child = fork(SCRIPT, { execArgv: ['--import', 'tsx', ...profile], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#child.stderr?.on('data', (text) => (this.#lastWords = `${this.#lastWords}${text}`.slice(-LAST_WORDS)))
    this.#child.on('message', ({ number, answer, error }: Told) => {
      const waiting = this.#waiting.get(number)
      this.#waiting.delete(number)
      if (error === undefined) waiting?.resolve(answer as never)
      else waiting?.reject(new Error(`The replica ${name} failed: ${error}`))
    })
    this.#child.on('exit', (code, signal) => {
      const why = new Error(`The replica ${name} has ended (${signal ?? `exit code ${code}`}). ${this.#lastWords}`.trim())
      for (const { reject } of this.#waiting.values()) reject(why)
      this.#waiting.clear()
    })
  }

  /** @throws when it fails, or its process ends */
  ask<Call extends CallName>(call: Call, asked: Calls[Call]['asked']): Promise<Calls[Call]['answer']> {
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error(`The replica ${this.name} has ended. ${this.#lastWords}`.trim()))
      const number = this.#number++
      this.#waiting.set(number, { resolve: resolve as Waiting['resolve'], reject })
      this.#child.send({ number, call, asked } satisfies Asked, (error) => {
        if (error && this.#waiting.delete(number)) reject(error)
      })
    })
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    // What was asked to write a profile does so when it ends by itself.
    if (this.profileDirectory !== null && this.#child.connected) this.#child.disconnect()
    else this.#child.kill('SIGKILL')
    await gone
  }
}

export type GroupOptions = {
  /** How many there will be at most. */
  readonly places: number
  readonly designs: readonly Design[]
  readonly ack: Ack
  readonly redisUrl: string | null
  /** Where each replica writes what it spent its time on, for Chromium's developer tools. */
  readonly profileDirectory: string | null
}

/** Replicas that know of each other. */
export class Group {
  readonly replicas: Replica[] = []

  private constructor(
    readonly options: GroupOptions,
    readonly addresses: readonly string[],
  ) {}

  static async of(options: GroupOptions): Promise<Group> {
    const addresses: string[] = []
    while (addresses.length < options.places) addresses.push(`127.0.0.1:${await freePort()}`)
    return new Group(options, addresses)
  }

  /** A process whose stores are not open yet. */
  async start(): Promise<Replica> {
    const index = this.replicas.length
    const replica = new Replica(`b${index + 1}`, index, this.options.profileDirectory)
    this.replicas.push(replica)
    await replica.ask('memory', null)
    return replica
  }

  async open(replica: Replica): Promise<number> {
    const { designs, ack, redisUrl } = this.options
    const { name, index } = replica
    return (await replica.ask('open', { name, index, designs, ack, redisUrl, addresses: this.addresses })).joinedMs
  }

  /** Starts and opens all places at once. */
  async openAll(): Promise<void> {
    const started = Array.from({ length: this.options.places }, () => this.start())
    await Promise.all(started.map(async (starting) => this.open(await starting)))
  }

  /** The sum of a counter over these replicas. */
  async counters(design: Design, replicas: readonly Replica[] = this.replicas): Promise<Readonly<Record<string, number>>[]> {
    return Promise.all(replicas.map((replica) => replica.ask('counters', design)))
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()))
  }
}
