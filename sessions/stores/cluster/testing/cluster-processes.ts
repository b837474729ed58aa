import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../../infra/local/free-port'
import { StoreUnavailable } from '../../../errors'
import type { SessionStore, StoreOptions } from '../../../session'
import { fromFailure } from '../failures'
import type { Failure } from '../messages'
import type { ClusterConfig } from '../open-cluster-store'
import type { Asked, Told } from './member-process'

const SCRIPT = fileURLToPath(new URL('member-process.ts', import.meta.url))
const SECRET = 'a secret of the tests that is long enough'

export type ProcessOptions = Pick<ClusterConfig, 'design'> & Partial<Pick<ClusterConfig, 'ack'>> & Pick<StoreOptions, 'aliasKeyPrefix'>

/** A member in a process of its own, and its store from outside. */
export class MemberProcess {
  readonly #waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: unknown) => void }>()
  #number = 0
  readonly joined: Promise<unknown>

  private constructor(
    readonly child: ChildProcess,
    readonly name: string,
  ) {
    this.joined = once(child, 'message')
    this.joined.catch(() => {})
    child.on('message', (told: Told) => this.#hear(told))
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new StoreUnavailable(name, 'call', new Error('its process has ended')))
      this.#waiting.clear()
    })
  }

  static start(addresses: readonly string[], index: number, { design, ack = 'applied', aliasKeyPrefix }: ProcessOptions): MemberProcess {
    const [host = '', port] = addresses[index]?.split(':') ?? []
    const listen = { host, port: Number(port) }
    const config: ClusterConfig = { design, ack, listen, secret: SECRET, name: `m${index}`, peers: { kind: 'static', addresses } }
    const child = fork(SCRIPT, {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      serialization: 'advanced',
      env: { ...process.env, MEMBER: JSON.stringify({ config, aliasKeyPrefix }) },
    })
    return new MemberProcess(child, design)
  }

  ask(method: Asked['method'], ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.child.connected) return reject(new StoreUnavailable(this.name, method, new Error('its process has ended')))
      const number = this.#number++
      this.#waiting.set(number, { resolve, reject })
      this.child.send({ number, method, args } satisfies Asked, (error) => error && this.#waiting.delete(number) && reject(error))
    })
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill('SIGKILL')
    await once(this.child, 'exit')
  }

  #hear(told: Told): void {
    const waiting = this.#waiting.get(told.number)
    if (!waiting) return
    this.#waiting.delete(told.number)
    if (told.outage) waiting.reject(new StoreUnavailable(this.name, told.outage.operation, new Error(told.outage.cause)))
    else if (told.failure) waiting.reject(fromFailure(told.failure as Failure))
    else waiting.resolve(told.answer)
  }
}

/** Members in processes of their own, on this machine. */
export class ClusterProcesses {
  members: MemberProcess[] = []
  #turn = 0
  #offset = 0

  private constructor(
    readonly addresses: readonly string[],
    readonly options: ProcessOptions,
  ) {}

  static async start(size: number, options: ProcessOptions): Promise<ClusterProcesses> {
    const addresses: string[] = []
    for (let index = 0; index < size; index++) addresses.push(`127.0.0.1:${await freePort()}`)
    const cluster = new ClusterProcesses(addresses, options)
    cluster.members = addresses.map((_, index) => MemberProcess.start(addresses, index, options))
    await Promise.all(cluster.members.map(({ joined }) => joined))
    return cluster
  }

  /** Starts a member anew, at its address; resolves when it serves. */
  async restart(index: number): Promise<void> {
    const member = MemberProcess.start(this.addresses, index, this.options)
    this.members[index] = member
    await member.joined
  }

  /** A store whose every call goes to another member. `clockOffsetMs` is told to all of them before. */
  store(clockOffsetMs: () => number = () => 0): SessionStore {
    const call =
      (method: keyof SessionStore) =>
      async (...args: unknown[]) => {
        if (this.#offset !== clockOffsetMs()) {
          this.#offset = clockOffsetMs()
          await Promise.all(this.members.map((member) => member.ask('clock', this.#offset)))
        }
        return this.members[this.#turn++ % this.members.length]?.ask(method, ...args)
      }
    const methods = ['create', 'read', 'peek', 'change', 'fence', 'renew', 'end', 'list', 'endAll', 'ready'] as const
    const calls = Object.fromEntries(methods.map((method) => [method, call(method)]))
    const close = async () => void (await Promise.all(this.members.map((member) => member.ask('close'))))
    return { ...calls, close, name: this.options.design } as unknown as SessionStore
  }

  /** Ends all processes; for after a test. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()))
  }
}
