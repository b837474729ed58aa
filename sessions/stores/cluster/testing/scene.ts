import type { Change, Renewal, Session } from '../../../session'
import type { AckLevel } from '../core'
import type { Copies } from '../placement'
import { World } from './world'

export const LIFETIME = { idleMs: 3_600_000, absoluteMs: 86_400_000 }

/** A simulated world for one story told step by step: calls are answered while its time passes. */
export class Scene {
  #serial = 0

  private constructor(readonly world: World) {}

  /** With the first `started` of so many members up. */
  static async open(size: number, copies: Copies, { started = size, ack = 'applied' as AckLevel } = {}): Promise<Scene> {
    const scene = new Scene(new World(size, copies, 7, { ack }))
    await scene.settle(Promise.all(Array.from({ length: started }, (_, index) => scene.world.start(index))))
    return scene
  }

  /** Lets time pass until something has resolved. */
  async settle<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const settled = work.finally(() => {
      isDone = true
    })
    settled.catch(() => {})
    for (let steps = 0; steps < 10_000 && !isDone; steps++) await this.world.pass(5)
    return settled
  }

  node(index: number) {
    const node = this.world.nodes[index]
    if (!node) throw new Error(`The member ${index} is not up.`)
    return node
  }

  /** A guest's session with one thing in the cart. */
  async guest(at: number): Promise<string> {
    return (await this.settle(this.node(at).store.create({ change: this.addition('cart:1'), lifetime: LIFETIME }))).token
  }

  addition(key: string): Change {
    return { id: `change-${this.#serial++}`, steps: [{ add: key, by: 1 }] }
  }

  change(at: number, token: string, change: Change) {
    return this.settle(this.node(at).store.change(token, change))
  }

  async renew(at: number, token: string, options: Partial<Renewal> = {}) {
    const fence = await this.settle(this.node(at).store.fence('user'))
    const renewal = { userId: 'user', fence, steps: [], lifetime: LIFETIME, grace: 'powerless', ...options } as const
    return this.settle(this.node(at).store.renew(token, renewal))
  }

  read(at: number, token: string): Promise<Session | null> {
    return this.settle(this.node(at).store.read(token))
  }

  /** Ends the simulation. */
  stop(): void {
    for (let index = 0; index < this.world.size; index++) this.world.crash(index)
  }
}
