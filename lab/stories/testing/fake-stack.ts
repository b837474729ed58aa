import { type ModeName, modeOf } from '@/sessions/modes'
import type { Clock } from '../teller'
import { FakeFaults } from './fake-faults'
import { type FakeSession, FakeSessions } from './fake-sessions'

/** One stack for one or several Labs of one browser, with ways to be unlucky. */
export class FakeStack {
  readonly sessions: FakeSessions = new FakeSessions(() => this.faults)
  readonly faults: FakeFaults
  /** Cookies of the browser, by mode and shopper; the sealed one is the session itself. */
  readonly cookies = new Map<string, FakeSession>()
  /** What clients without cookies hold, and the session that each leads to. */
  readonly tokens = new Map<string, FakeSession>()
  /** Replicas that answer first whatever the turn is: what chance would do. */
  chance: string[] = []
  /** So many requests get no answer at all. */
  silent = 0
  turn = 0
  lastId = 0
  lastLamp = 0

  constructor(readonly clock: Clock) {
    this.faults = new FakeFaults(clock, (crashed) => this.sessions.settle(crashed))
  }

  pick(mode: ModeName, shopper: number): { replica: string; tries: string[] } {
    const { names, up } = this.faults
    const { affinity } = modeOf(mode)
    const lucky = affinity === 'none' ? this.chance.shift() : undefined
    if (lucky && up.includes(lucky)) return { replica: lucky, tries: [lucky] }
    if (affinity === 'none') {
      const replica = up[this.turn++ % up.length] ?? ''
      return { replica, tries: [replica] }
    }
    const order = [...names.slice(shopper - 1), ...names.slice(0, shopper - 1)]
    const at = order.findIndex((name) => up.includes(name))
    return { replica: order[at] ?? '', tries: order.slice(0, at + 1) }
  }
}
