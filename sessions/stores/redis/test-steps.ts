import { StoreUnavailable } from '../../errors'
import { SCRIPTS, type Script, SLOT_SCRIPTS } from './scripts'
import type { RedisWire } from './wire'

/** A step of a call, by its script. */
export type StepName = keyof typeof SLOT_SCRIPTS

/** What a test does to the next step of a name, once. */
type Interference = (send: (args: readonly (string | number)[]) => Promise<unknown>, args: readonly (string | number)[]) => Promise<unknown>

/** A wire on which a test may stand between two steps of a call, or lose one of them. */
export class SteppedWire {
  readonly #next = new Map<Script, Interference>()
  /** The scripts that were sent, by name, with what else was called. */
  readonly sent: string[] = []

  /** The wire itself, with this between. */
  over(wire: RedisWire): RedisWire {
    const script: RedisWire['script'] = async (operation, which, keys, args, durable) => {
      this.sent.push(nameOf(which))
      const interfere = this.#next.get(which)
      this.#next.delete(which)
      const send = (actual: readonly (string | number)[]) => wire.script(operation, which, keys, actual, durable)
      return interfere ? interfere(send, args) : send(args)
    }
    const run: RedisWire['run'] = (operation, key, send) => {
      this.sent.push(operation)
      return wire.run(operation, key, send)
    }
    return new Proxy(wire, {
      get: (target, name) => {
        if (name === 'script') return script
        if (name === 'run') return run
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Holds the next such step up, before it is sent or when it was answered: `reached` tells that a call stands there until `release`. */
  hold(step: StepName, when: 'before' | 'after') {
    const [reached, release] = [deferred(), deferred()]
    this.#next.set(SLOT_SCRIPTS[step], async (send, args) => {
      const sent = when === 'after' ? [await send(args)] : []
      reached.resolve()
      await release.promise
      return sent.length > 0 ? sent[0] : send(args)
    })
    return { reached: reached.promise, release: release.resolve }
  }

  /** Loses the next such step, or its answer when it was done: as a connection does. */
  lose(step: StepName, when: 'before' | 'after'): void {
    this.#next.set(SLOT_SCRIPTS[step], async (send, args) => {
      if (when === 'after') await send(args)
      throw new StoreUnavailable('redis-cluster', step, new Error('lost by the test'))
    })
  }

  /** Sends the next such step with other arguments. */
  alter(step: StepName, other: (args: readonly (string | number)[]) => readonly (string | number)[]): void {
    this.#next.set(SLOT_SCRIPTS[step], (send, args) => send(other(args)))
  }
}

function nameOf(script: Script): string {
  const named = [...Object.entries(SLOT_SCRIPTS), ...Object.entries(SCRIPTS)]
  return named.find(([, each]) => each === script)?.[0] ?? script.sha
}

function deferred() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
