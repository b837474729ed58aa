import type { ChildControl } from '../../lab/faults/child-control'
import type { Supervised } from './supervise'

/** A process that is kept running, as a supervisor of the Lab handles it. */
export function controlOf(process: Supervised): ChildControl {
  /** What was last done to which process: another one, started since, knows nothing of it. */
  let done: { readonly pid: number; readonly how: 'paused' | 'draining' } | null = null
  const mark = (how: 'paused' | 'draining') => {
    const pid = process.pid()
    done = pid === null ? null : { pid, how }
  }
  return {
    crash: () => process.hold('SIGKILL'),
    drain() {
      mark('draining')
      return process.hold('SIGTERM')
    },
    pause() {
      mark('paused')
      process.kill('SIGSTOP')
    },
    resume() {
      done = null
      process.kill('SIGCONT')
    },
    bringBack: () => process.start(),
    condition() {
      const pid = process.pid()
      if (pid === null) return 'down'
      if (done?.pid === pid) return done.how
      return process.isReady() ? 'up' : 'starting'
    },
  }
}
