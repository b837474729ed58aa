import type { Socket } from 'node:net'
import { Lane } from './lane'

/** How a connection is led on: `near` is who dialled, the replica; `far` what it wants to reach. */
export type RelayRule = { readonly isHeld: boolean; readonly towardsNearMs: number; readonly towardsFarMs: number }

/** One connection that leads through here: two sockets, open for half-closed ones (`allowHalfOpen`), and a lane each way. */
export class Relayed {
  readonly #lanes: readonly [towardsFar: Lane, towardsNear: Lane]
  #isHeld: boolean
  /** One side broke while it was held: the other one is not to know before it is mended. */
  #isBroken = false
  #open = 2
  readonly #near: Socket
  readonly #far: Socket
  readonly #onClose: () => void

  /** @param onClose is called once, when both are closed */
  constructor(near: Socket, far: Socket, rule: RelayRule, onClose: () => void) {
    this.#near = near
    this.#far = far
    this.#onClose = onClose
    this.#isHeld = rule.isHeld
    for (const socket of [near, far]) {
      socket.on('error', () => {})
      socket.on('close', (hadError) => this.#onSocketClosed(hadError))
    }
    const { isHeld } = rule
    this.#lanes = [
      new Lane(near, far, { isHeld, delayMs: rule.towardsFarMs }),
      new Lane(far, near, { isHeld, delayMs: rule.towardsNearMs }),
    ]
  }

  set rule({ isHeld, towardsNearMs, towardsFarMs }: RelayRule) {
    this.#isHeld = isHeld
    if (this.#isBroken && !isHeld) this.reset()
    this.#lanes[0].rule = { isHeld, delayMs: towardsFarMs }
    this.#lanes[1].rule = { isHeld, delayMs: towardsNearMs }
  }

  /** Ends both sides at once, so that both are told of an error. */
  reset(): void {
    for (const lane of this.#lanes) lane.close()
    for (const socket of [this.#near, this.#far]) {
      if (socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  #onSocketClosed(hadError: boolean): void {
    if (hadError && this.#isHeld) this.#isBroken = true
    else if (hadError) this.reset()
    if (--this.#open > 0) return
    for (const lane of this.#lanes) lane.close()
    this.#onClose()
  }
}
