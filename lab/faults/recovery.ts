import type { Fault } from '../contract'
import { isOver } from './health'
import type { SupervisorOptions } from './supervisor-options'

/** Between two looks whether a replica has healed. */
const LOOK_MS = 100
/** Before another attempt to bring a replica back. */
const RETRY_MS = 1_000

/** Starts a replica again until it is there, or not wanted any more. */
export async function bringBack({ child, say, replica }: SupervisorOptions, isWanted: () => boolean): Promise<void> {
  await untilDone(
    () => child.bringBack(),
    isWanted,
    (why) => say?.(`${replica} did not come back: ${why}`),
  )
}

/** Repeats what fails, until it does not or is not wanted any more. */
export async function untilDone(work: () => Promise<void>, isWanted: () => boolean, onFailure: (why: string) => void): Promise<void> {
  while (isWanted()) {
    try {
      return await work()
    } catch (error) {
      if (isWanted()) onFailure((error as Error).message)
      await pause(RETRY_MS)
    }
  }
}

/** Resolves when a replica has got over a fault that was undone, with true; with false when it is not watched any more. */
export async function untilOver(
  fault: Fault,
  { health, child }: SupervisorOptions,
  active: () => readonly Fault[],
  isWatched: () => boolean,
): Promise<boolean> {
  while (isWatched()) {
    const found = await health()
    // One that is on its way out still answers.
    const isBack = !('replica' in fault) || child.condition() === 'up'
    if (isBack && isOver(fault, found, active())) return true
    await pause(LOOK_MS)
  }
  return false
}

/** Never keeps a process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
