import path from 'node:path'
import { tryLock } from './lock'
import { Problem } from './problem'
import type { Progress } from './progress'
import { readState, stopLeftovers } from './stack-state'

/** Makes this process the only one with a stack in `directory`, and clears away what a killed one has left running there. */
export async function claimDirectory(directory: string, progress: Progress): Promise<() => void> {
  const answer = tryLock(path.join(directory, 'launcher.lock'))
  if (typeof answer === 'number') {
    const where = readState(directory)?.url
    throw new Problem(
      `A stack runs here already (process ${answer}${where ? `, ${where}` : ''}). Stop it with Ctrl-C in its terminal or: kill ${answer}\n` +
        'A second one beside it needs a data directory and a port of its own: HOPCART_DATA=/tmp/second PORT=8081 npm start',
    )
  }
  const stopped = await stopLeftovers(directory)
  if (stopped > 0) progress.say(`Stopped ${stopped} ${stopped === 1 ? 'process' : 'processes'} that an earlier start had left behind.`)
  return answer
}
