import path from 'node:path'
import type { ProfileName } from '../../sessions/modes'
import { Problem } from '../local/problem'
import { loadSecrets } from '../local/secrets'
import { SHARED_DATA } from '../local/settings'
import { runningState } from '../local/stack-state'
import { callReplica } from './call-replica'
import type { RunningStack } from './running-stack'

/** The stack that runs from a data directory. @throws Problem when none does */
export function localStack(directory: string): RunningStack {
  const state = runningState(directory)
  if (!state)
    throw new Problem(
      `No stack runs here: ${path.join(directory, 'stack.json')} names no live one. Start one with: npm start\n` +
        'One in containers is asked with --compose; one with its data elsewhere with HOPCART_DATA, as it was started.',
    )
  const { authSecret } = loadSecrets(SHARED_DATA)
  return {
    profile: state.mode as ProfileName,
    replicas: state.replicas.map(({ name, pid, address }) => ({
      name,
      call: async (call, body) => {
        if (pid === null) throw new Error('it is not running') // its port may be anybody's by now
        return callReplica(address, authSecret, call, body)
      },
    })),
  }
}
